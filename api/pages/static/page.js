// The pages work without this; with it, answers appear beneath their questions, and SPARQL results as tables.
"use strict";

function element(name, text, attributes = {}) {
  const made = document.createElement(name);
  made.textContent = text;
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return made;
}

function alertOf(text) {
  return element("p", text, { role: "alert" });
}

async function askInPlace(form, place) {
  const given = [...new FormData(form)].filter(([, value]) => value !== "");
  place.setAttribute("aria-busy", "true");
  try {
    const response = await fetch(`${form.getAttribute("action")}?${new URLSearchParams(given)}`, {
      headers: { Accept: "text/html", "Accept-Language": document.documentElement.lang },
    });
    const answered = new DOMParser().parseFromString(await response.text(), "text/html");
    const section = answered.querySelector("#answer");
    if (!section) {
      place.replaceChildren(alertOf(answered.querySelector("[role=alert]")?.textContent ?? response.statusText));
      return;
    }
    // Several answers may stand on one page: their ids must differ.
    const title = `${form.getAttribute("action")}-title`;
    section.removeAttribute("id");
    section.querySelector("#answer-title").id = title;
    for (const labelled of [section, ...section.querySelectorAll("[aria-labelledby]")]) {
      labelled.setAttribute("aria-labelledby", title);
    }
    place.replaceChildren(document.adoptNode(section));
  } catch (error) {
    place.replaceChildren(alertOf(String(error)));
  } finally {
    place.removeAttribute("aria-busy");
  }
}

function tableOf(results) {
  const variables = results.head.vars;
  const table = element("table", "");
  const head = table.createTHead().insertRow();
  for (const variable of variables) head.append(element("th", variable, { scope: "col" }));
  const body = table.createTBody();
  for (const binding of results.results.bindings) {
    const row = body.insertRow();
    for (const variable of variables) {
      const term = binding[variable];
      const cell = row.insertCell();
      if (term?.type === "uri" && /^https?:/.test(term.value)) {
        cell.append(element("a", term.value, { href: term.value, rel: "noreferrer nofollow" }));
      } else {
        cell.textContent = term?.value ?? "";
      }
    }
  }
  const scroll = element("div", "", { class: "scroll", tabindex: "0" });
  scroll.append(table);
  return scroll;
}

async function runQuery(form, place) {
  const format = form.elements.format.value;
  place.replaceChildren(element("p", place.dataset.running));
  try {
    const response = await fetch(`${form.getAttribute("action")}?format=${encodeURIComponent(format)}`, {
      method: "POST",
      headers: { "Content-Type": "application/sparql-query", Accept: "application/problem+json" },
      body: form.elements.query.value,
    });
    if (!response.ok) {
      place.replaceChildren(alertOf((await response.json()).detail));
    } else if (format === "json") {
      const results = await response.json();
      const rows = results.results?.bindings.length;
      place.replaceChildren(
        element("p", rows === undefined ? String(results.boolean) : `${rows} ${place.dataset.rows}`),
        ...(rows === undefined ? [] : [tableOf(results)]),
      );
    } else {
      place.replaceChildren(element("pre", await response.text()));
    }
  } catch (error) {
    place.replaceChildren(alertOf(String(error)));
  }
}

for (const question of document.querySelectorAll("article.question")) {
  const form = question.querySelector("form.ask");
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    askInPlace(form, question.querySelector(".answer"));
  });
}

const sparql = document.querySelector("form#sparql");
if (sparql) {
  sparql.addEventListener("submit", (event) => {
    event.preventDefault();
    runQuery(sparql, document.querySelector("#result"));
  });
  for (const example of document.querySelectorAll("pre.example")) {
    const use = element("button", "↑", { type: "button", "aria-label": example.previousElementSibling.textContent });
    use.addEventListener("click", () => {
      sparql.elements.query.value = example.textContent;
      sparql.elements.query.focus();
    });
    example.before(use);
  }
}
