"use strict";
// What a page gains by a script; without one every page is whole. No text of its own: all comes with the page.

// --- a command to copy -------------------------------------------------------------------------------------
for (const button of document.querySelectorAll("[data-copy]")) {
  if (!navigator.clipboard) break;
  button.hidden = false;
  button.addEventListener("click", () => navigator.clipboard.writeText(button.previousElementSibling.textContent));
}

// --- ticks: remembered by this browser alone -----------------------------------------------------------------
const TICKS = "auditor.ticks";

function ticks() {
  try {
    const kept = JSON.parse(localStorage.getItem(TICKS) || "[]");
    return new Set(Array.isArray(kept) ? kept : []);
  } catch {
    return new Set();
  }
}

for (const label of document.querySelectorAll("[data-tick]")) {
  const box = label.querySelector("input");
  const job = label.closest(".job, .stops > li");
  const show = () => job && job.classList.toggle("ticked", box.checked);
  label.hidden = false;
  box.checked = ticks().has(label.dataset.tick);
  show();
  box.addEventListener("change", () => {
    const kept = ticks();
    if (box.checked) kept.add(label.dataset.tick); else kept.delete(label.dataset.tick);
    try {
      localStorage.setItem(TICKS, JSON.stringify([...kept].slice(-2000)));
    } catch { /* a browser that keeps nothing still shows the tick */ }
    show();
  });
}
for (const note of document.querySelectorAll("[data-ticked]")) note.hidden = false;

// --- an audit under way ----------------------------------------------------------------------------------------
const live = document.querySelector("[data-live]");
if (live && window.EventSource) follow(live);

function follow(page) {
  const number = new Intl.NumberFormat(page.dataset.language === "en" ? "en" : "vi");
  const rows = new Map([...page.querySelectorAll("[data-commune]")].map((row) => [row.dataset.commune, row]));
  let told = -1;
  const put = (selector, value) => {
    const place = page.querySelector(selector);
    if (place) place.textContent = number.format(value);
  };
  const events = new EventSource(page.dataset.live);
  events.addEventListener("progress", (event) => {
    const now = JSON.parse(event.data);
    if (now.run !== page.dataset.run) return location.reload();
    if (!rows.size && Object.keys(now.communes).length) return setTimeout(() => location.reload(), 1000);
    put("[data-asked]", now.asked);
    put("[data-total]", now.total);
    put("[data-failed]", now.failed);
    bar(page.querySelector("progress.whole"), now.asked, now.total);
    say(now.asked, now.total);
    for (const [code, [asked, total, failed]] of Object.entries(now.communes)) row(rows.get(code), asked, total, failed);
    const still = page.querySelector("[data-still]");
    if (still) still.hidden = true;
  });
  // the stream ends here; the browser asks again by itself until the run can be read, or the next one begins
  events.addEventListener("end", (event) => {
    const { run, judged } = JSON.parse(event.data);
    if (judged && run === page.dataset.run) location.assign(page.dataset.done);
  });

  // who hears the page is told each tenth of the way, not each device
  function say(asked, total) {
    const tenth = Math.floor((10 * asked) / Math.max(1, total));
    const place = page.querySelector("[data-said]");
    if (!place || tenth === told) return;
    told = tenth;
    place.textContent = `${place.dataset.said}: ${number.format(asked)} / ${number.format(total)}`;
  }

  function row(place, asked, total, failed) {
    if (!place) return;
    bar(place.querySelector("progress"), asked, total);
    place.querySelector("[data-n]").textContent = number.format(asked);
    place.querySelector("[data-bad]").textContent = number.format(failed);
    place.querySelector(".bad").hidden = !failed;
    place.classList.toggle("done", asked >= total);
  }

  function bar(place, value, max) {
    if (!place) return;
    place.max = Math.max(1, max);
    place.value = value;
  }
}
