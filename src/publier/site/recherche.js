/* The search of the catalogue: without it the page is a list, and nothing is missing from it.
   MiniSearch and the texts are loaded, and indexed, when somebody begins to search. Results are built from
   text nodes, never from markup. */
"use strict";
(() => {
  const form = document.getElementById("recherche");
  const input = document.getElementById("mots");
  const state = document.getElementById("etat");
  const reset = document.querySelector("button[type=reset]");
  const list = document.getElementById("catalogue");
  const works = [...list.children];
  const selects = [...form.querySelectorAll("select")];
  const words = form.dataset;
  const SHOWN = 3; // passages of a relecture that are seen at once
  const AROUND = 110; // letters before and after a word that was found

  /* A word as it is looked for: without accents, capitals or ligatures. */
  const fold = (word) =>
    word.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().replaceAll("œ", "oe").replaceAll("æ", "ae");
  const options = { fields: ["title", "text"], storeFields: ["text"], processTerm: fold };
  const query = {
    boost: { title: 3 },
    prefix: (term) => term.length > 2,
    fuzzy: (term) => (term.length > 4 ? 0.2 : false),
    weights: { prefix: 0.4, fuzzy: 0.2 },
  };

  const load = (name) =>
    new Promise((done, failed) => {
      const script = document.createElement("script");
      script.src = words.folder + name;
      script.onload = done;
      script.onerror = failed;
      document.head.append(script);
    });
  let ready = null;
  const index = () => {
    ready ??= Promise.all([load("minisearch.js"), load(words.texts)]).then(async () => {
      const engine = new MiniSearch(options);
      await engine.addAllAsync(self.publierTextes);
      return engine;
    });
    return ready;
  };

  /* All words in one passage; where there is none such, any of them. */
  const find = (engine, text) => {
    const all = engine.search(text, { ...query, combineWith: "AND" });
    return all.length ? all : engine.search(text, { ...query, combineWith: "OR" });
  };

  const chosen = (work) =>
    selects.every((select) => !select.value || work.dataset[select.name].split("\n").includes(select.value));

  const count = (key, number) => words[number > 1 ? `${key}s` : key].replace("{n}", number);

  const made = (name, ...inside) => {
    const element = document.createElement(name);
    element.append(...inside);
    return element;
  };

  /* The words around the first one found, those found marked. */
  const excerpt = (text, found) => {
    const spots = [...text.matchAll(/[^\n\r\p{Z}\p{P}]+/gu)].filter((spot) => found.has(fold(spot[0])));
    const first = spots.length ? spots[0].index : 0;
    const start = first > AROUND ? text.lastIndexOf(" ", first - AROUND) + 1 : 0;
    const after = text.indexOf(" ", first + AROUND);
    const end = after < 0 ? text.length : after;
    const nodes = [start > 0 ? "… " : ""];
    let place = start;
    for (const spot of spots.filter((each) => each.index + each[0].length <= end)) {
      nodes.push(text.slice(place, spot.index), made("mark", spot[0]));
      place = spot.index + spot[0].length;
    }
    nodes.push(text.slice(place, end), end < text.length ? " …" : "");
    return nodes;
  };

  const label = (anchor) => {
    const [kind, number] = anchor.split("-");
    return kind === "par" ? `§\u00a0${number}` : kind === "note" ? `${words.note}\u00a0${number}` : words.part;
  };

  const entry = (work, result) => {
    const anchor = result.id.split("#")[1];
    const link = made("a", label(anchor));
    link.href = `${work.querySelector("h2 a").getAttribute("href")}#${anchor}`;
    return made("li", link, " ", made("span", ...excerpt(result.text, new Set(Object.keys(result.match)))));
  };

  /* Show the passages of a relecture that were found; return how many. */
  const fill = (work, results) => {
    const items = results.filter((result) => result.id.includes("#")).map((result) => entry(work, result));
    const box = work.querySelector(".passages");
    const rest = items.splice(SHOWN);
    box.replaceChildren(made("ol", ...items));
    if (rest.length) box.append(made("details", made("summary", count("rest", rest.length)), made("ol", ...rest)));
    box.hidden = !items.length;
    return items.length + rest.length;
  };

  const show = (order, told) => {
    for (const work of works) work.hidden = !order.includes(work);
    list.append(...order, ...works.filter((work) => !order.includes(work)));
    state.textContent = told;
    reset.hidden = !told;
  };

  let turn = 0;
  const search = async () => {
    const mine = ++turn;
    const text = input.value.trim();
    const open = works.filter(chosen);
    if (!text) {
      for (const work of works) fill(work, []);
      show(open, selects.some((select) => select.value) ? count("work", open.length) : "");
      return;
    }
    let results;
    try {
      results = find(await index(), text);
    } catch {
      show(open, words.broken);
      return;
    }
    if (mine !== turn) return; // somebody has typed on meanwhile
    const found = new Map(open.map((work) => [work.id, []]));
    for (const result of results) found.get(result.id.split("#")[0])?.push(result);
    const order = [...new Set(results.map((result) => result.id.split("#")[0]))]
      .map((slug) => document.getElementById(slug))
      .filter((work) => open.includes(work));
    const passages = order.reduce((sum, work) => sum + fill(work, found.get(work.id)), 0);
    const told = passages ? `${count("work", order.length)}, ${count("passage", passages)}` : count("work", order.length);
    show(order, order.length ? told : words.none);
  };

  let waiting = 0;
  form.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(search, 150);
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    search();
  });
  form.addEventListener("reset", () => {
    input.focus(); // the button goes
    setTimeout(search);
  });
  input.addEventListener("focus", () => index().catch(() => {}), { once: true });
  addEventListener("pageshow", () => {
    if (input.value || selects.some((select) => select.value)) search(); // come back from a passage
  });
  form.hidden = false;
})();
