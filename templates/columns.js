"use strict";
(() => {
  const table = document.querySelector("table.columns"), tools = document.querySelector(".tools");
  if (!table || !tools) return;
  const [search, choice, unfold, rest, told] = ["input", "select", "[aria-pressed]", ".rest", "[role=status]"].map(at => tools.querySelector(at));
  const most = 500; // rows that are laid out unless all are asked for: thousands take seconds
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
  let isWhole = false;
  const filter = () => {
    const words = search.value.toLowerCase().split(/\s+/);
    let found = 0;
    for (const row of rows) {
      const isFound = (!choice.value || row.status === choice.value) && words.every(word => row.text.includes(word));
      found += isFound;
      row.body.hidden = !isFound;
      row.body.classList.toggle("rest", isFound && !isWhole && found > most);
    }
    rest.hidden = isWhole || found <= most;
    told.textContent = (found === rows.length ? `${found} columns` : `${found} of ${rows.length} columns`) + (rest.hidden ? "" : `, the first ${most} listed`);
  };
  const heads = [...table.tHead.querySelectorAll("[data-sort]")];
  const sort = (head, isTurned) => {
    const order = orders[head.dataset.sort];
    rows.sort(isTurned ? (a, b) => order(b, a) : order);
    table.append(...rows.map(row => row.body));
    filter();
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
  rest.addEventListener("click", () => {
    isWhole = true;
    filter();
  });
  unfold.addEventListener("click", () => {
    const isOpen = unfold.getAttribute("aria-pressed") !== "true";
    for (const one of table.querySelectorAll("tbody:not([hidden], .rest) details")) one.open = isOpen;
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
    if (body) body.classList.remove("rest");
    for (let at = target; at; at = at.parentElement) if (at.tagName === "DETAILS") at.open = true;
    target.scrollIntoView();
  };
  addEventListener("hashchange", follow);
  table.classList.add("sorts");
  tools.hidden = false;
  filter();
  follow();
})();
