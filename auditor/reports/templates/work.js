"use strict";
(() => {
  const key = document.body.dataset.store;
  const boxes = [...document.querySelectorAll("input[type=checkbox]")];
  const jobs = boxes.filter((box) => box.hasAttribute("data-job"));
  const tally = document.getElementById("tally");
  const again = document.getElementById("again");
  const load = () => {
    try {
      return new Set(JSON.parse(localStorage.getItem(key)) || []);
    } catch {
      return new Set();
    }
  };
  const save = () => {
    try {
      localStorage.setItem(key, JSON.stringify(boxes.filter((box) => box.checked).map((box) => box.id)));
      return true;
    } catch {
      return false; // some readers of messages give a page no storage; ticks then last while it is open
    }
  };
  const count = () => {
    tally.querySelector("b").textContent = jobs.filter((box) => box.checked).length + "/" + jobs.length;
  };
  const ticked = load();
  for (const box of boxes) {
    box.checked = ticked.has(box.id);
    box.addEventListener("change", () => { save(); count(); });
  }
  again.querySelector("button").addEventListener("click", () => {
    for (const box of boxes) box.checked = false;
    save();
    count();
  });
  tally.hidden = !jobs.length;
  again.hidden = !save();
  count();
})();
