"""What CSL 1.0.2 lets an entry say: types (Appendix III) and variables (Appendix IV)."""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


TYPES = _words(
    """
    article article-journal article-magazine article-newspaper bill book broadcast chapter classic
    collection dataset document entry entry-dictionary entry-encyclopedia event figure graphic hearing
    interview legal_case legislation manuscript map motion_picture musical_score pamphlet
    paper-conference patent performance periodical personal_communication post post-weblog regulation
    report review review-book software song speech standard thesis treaty webpage
    """
)

NAMES = _words(
    """
    author chair collection-editor compiler composer container-author contributor curator director
    editor editor-translator editorial-director executive-producer guest host illustrator interviewer
    narrator organizer original-author performer producer recipient reviewed-author script-writer
    series-creator translator
    """
)

NAME_PARTS = _words(
    """
    family given dropping-particle non-dropping-particle suffix comma-suffix static-ordering literal
    parse-names
    """
)

DATES = _words("accessed available-date event-date issued original-date submitted")

TEXTS = _words(
    """
    id type abstract annote archive archive-place archive_collection archive_location authority
    call-number chapter-number citation-key citation-label citation-number collection-number
    collection-title container-title container-title-short dimensions division DOI edition event
    event-place event-title first-reference-note-number genre ISBN ISSN issue journalAbbreviation
    jurisdiction keyword language license locator medium note number number-of-pages number-of-volumes
    original-publisher original-publisher-place original-title page page-first part part-number
    part-title PMCID PMID printing printing-number publisher publisher-place references
    reviewed-genre reviewed-title scale section shortTitle source status supplement supplement-number
    title title-short URL version volume volume-title volume-title-short year-suffix
    """
)

UNREAD = frozenset(["categories", "custom"])
"""Written by reference managers for themselves."""

OURS = frozenset(["archived"])
"""No variable of CSL: the address of a copy, for the day when the resource is gone."""

FIELDS = NAMES | DATES | TEXTS | UNREAD | OURS
