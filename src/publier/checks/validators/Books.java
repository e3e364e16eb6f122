import com.adobe.epubcheck.tool.EpubChecker;

/** EPUBCheck for many books in one Java machine: its own command takes one. Arguments: book, report, book, report… */
class Books {
    public static void main(String[] paths) {
        for (int i = 0; i < paths.length; i += 2) {
            String[] arguments = {"--usage", "--locale", "fr", "--json", paths[i + 1], paths[i]};
            new EpubChecker().run(arguments);
        }
    }
}
