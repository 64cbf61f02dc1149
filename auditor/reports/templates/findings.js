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
  bar.querySelector("button").addEventListener("click", () => {
    selects.forEach((one) => { one.value = ""; });
    search.value = "";
    filter();
    search.focus();
  });
  bar.hidden = false;
  filter();
})();
