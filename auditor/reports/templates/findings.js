(() => {
  "use strict";
  const bar = document.getElementById("filter");
  const place = document.getElementById("findings");
  if (!bar || !place) return;
  const items = [...place.querySelectorAll(".f")];
  const selects = [...bar.querySelectorAll("select[data-by]")];
  const search = bar.querySelector("input");
  const group = bar.querySelector("#group");
  const count = bar.querySelector("output");
  const plain = (text) =>
    text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").replace(/[đĐ]/g, "d").toLowerCase();
  const texts = items.map((item) => plain(item.textContent));
  const number = new Intl.NumberFormat(document.documentElement.lang);

  // What is chosen stands in the address after "#", to be kept, loaded anew and sent on: "verdict=fail&q=toner".
  // An anchor ("F-0a1b2c") has no "=" and says nothing of filters.
  const chosen = () => {
    const said = new URLSearchParams();
    for (const one of selects) if (one.value) said.set(one.dataset.by, one.value);
    if (search.value.trim()) said.set("q", search.value);
    if (group.selectedIndex > 0) said.set("group", group.value);
    return said.toString();
  };

  const keep = () => {
    const [page, said = ""] = location.href.split("#", 2);
    const now = chosen();
    if (now === said || (!now && !said.includes("="))) return;
    try {
      history.replaceState(null, "", now ? `${page}#${now}` : page);
    } catch { /* a browser that was asked too often in a minute; the next choice is kept again */ }
  };

  const choose = (select, value) => {
    select.value = value;
    if (select.selectedIndex < 0) select.selectedIndex = 0;
  };

  const recall = () => {
    const said = new URLSearchParams(location.hash.includes("=") ? location.hash.slice(1) : "");
    for (const one of selects) choose(one, said.get(one.dataset.by) || "");
    choose(group, said.get("group") || group.options[0].value);
    search.value = (said.get("q") || "").slice(0, 200);
  };

  const filter = () => {
    const wanted = plain(search.value).split(/\s+/).filter(Boolean);
    let shown = 0;
    items.forEach((item, index) => {
      const fits =
        selects.every((one) => !one.value || item.dataset[one.dataset.by] === one.value) &&
        wanted.every((word) => texts[index].includes(word));
      item.hidden = !fits;
      shown += fits ? 1 : 0;
    });
    for (const part of place.querySelectorAll("section")) {
      const left = part.querySelectorAll(".f:not([hidden])").length;
      part.hidden = left === 0;
      const told = part.querySelector(".many");
      if (told) told.textContent = number.format(left);
    }
    count.textContent = count.dataset.said
      .replace("{shown}", number.format(shown))
      .replace("{all}", number.format(items.length));
    keep();
  };

  const labels = (by) => {
    const select = selects.find((one) => one.dataset.by === by);
    return select ? [...select.options].filter((one) => one.value).map((one) => [one.value, one.dataset.label]) : [];
  };

  const regroup = () => {
    const by = group.value;
    const found = new Map(labels(by).map(([value, label]) => [value, { label, items: [] }]));
    for (const item of items) {
      const value = item.dataset[by] || "";
      if (!found.has(value)) found.set(value, { label: value || group.dataset.none, items: [] });
      found.get(value).items.push(item);
    }
    const parts = [...found.values()].filter((one) => one.items.length).map((one) => {
      const part = document.createElement("section");
      const head = document.createElement("h3");
      const many = document.createElement("span");
      many.className = "many";
      head.append(one.label, " ", many);
      part.append(head, ...one.items);
      return part;
    });
    place.replaceChildren(...parts);
    filter();
  };

  selects.forEach((one) => one.addEventListener("change", filter));
  search.addEventListener("input", filter);
  group.addEventListener("change", regroup);
  const all = () => {
    selects.forEach((one) => { one.value = ""; });
    search.value = "";
    filter();
  };
  bar.querySelector("button").addEventListener("click", () => {
    all();
    search.focus();
  });
  window.addEventListener("hashchange", () => {
    if (location.hash.includes("=")) {
      recall();
      regroup();
      return;
    }
    const place = document.getElementById(location.hash.slice(1));
    if (!place || !place.closest("[hidden]")) return;
    all();
    place.scrollIntoView();
  });
  bar.hidden = false;
  recall();
  if (group.selectedIndex > 0) regroup(); else filter();
  if (chosen()) bar.scrollIntoView();
})();
