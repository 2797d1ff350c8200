"use strict";
(() => {
  const table = document.querySelector("table.columns"), tools = document.querySelector(".tools");
  if (!table || !tools) return;
  const [search, choice, unfold, told] = ["input", "select", "button", "[role=status]"].map(at => tools.querySelector(at));
  const number = text => text === undefined ? -1 : Number(text);
  const rows = [...table.tBodies].map((body, place) => ({
    body, place, status: body.className, name: body.querySelector(".name").textContent,
    effect: number(body.dataset.e), missing: number(body.dataset.m),
    text: (body.rows[0].textContent + " " + (body.querySelector("summary") || body.rows[1]).textContent).toLowerCase()
  }));
  const orders = {
    status: (a, b) => a.place - b.place, name: (a, b) => a.name.localeCompare(b.name) || a.place - b.place,
    effect: (a, b) => b.effect - a.effect || a.place - b.place, missing: (a, b) => b.missing - a.missing || a.place - b.place
  };
  const filter = () => {
    const words = search.value.toLowerCase().split(/\s+/);
    let shown = 0;
    for (const row of rows) {
      row.body.hidden = !((!choice.value || row.status === choice.value) && words.every(word => row.text.includes(word)));
      shown += !row.body.hidden;
    }
    told.textContent = shown === rows.length ? `${shown} columns` : `${shown} of ${rows.length} columns`;
  };
  const heads = [...table.tHead.querySelectorAll("[data-sort]")];
  const sort = (head, isTurned) => {
    const order = orders[head.dataset.sort];
    rows.sort(isTurned ? (a, b) => order(b, a) : order);
    table.append(...rows.map(row => row.body));
    heads.forEach(one => one.removeAttribute("aria-sort"));
    head.setAttribute("aria-sort", (head.dataset.sort === "name") === !isTurned ? "ascending" : "descending");
  };
  for (const head of heads) {
    const button = document.createElement("button");
    button.append(...head.childNodes);
    head.append(button);
    let isTurned = false;
    button.addEventListener("click", () => {
      isTurned = head.hasAttribute("aria-sort") && !isTurned;
      sort(head, isTurned);
    });
  }
  heads[0].setAttribute("aria-sort", "descending");
  search.addEventListener("input", filter);
  choice.addEventListener("change", filter);
  unfold.addEventListener("click", () => {
    const isOpen = unfold.getAttribute("aria-pressed") !== "true";
    for (const one of table.querySelectorAll("tbody:not([hidden]) details")) one.open = isOpen;
    unfold.setAttribute("aria-pressed", String(isOpen));
  });
  const follow = () => {
    const target = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!target) return;
    const body = target.closest("tbody");
    if (body && body.hidden) {
      search.value = choice.value = "";
      filter();
    }
    for (let at = target; at; at = at.parentElement) if (at.tagName === "DETAILS") at.open = true;
    target.scrollIntoView();
  };
  addEventListener("hashchange", follow);
  table.classList.add("sorts");
  tools.hidden = false;
  filter();
  follow();
})();
