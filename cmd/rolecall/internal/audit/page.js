"use strict";
// The data are those of shownOrg and shownTable in html.go. Cells are not stored: a subject has
// at a resource what its holders are granted at the places of the resource.
(async () => {
  const byId = id => document.getElementById(id);
  const make = (tag, text, more) => Object.assign(document.createElement(tag), text == null ? {} : {textContent: text}, more);
  const link = (text, ...path) => make("a", text, {href: "#/" + path.map(encodeURIComponent).join("/")});
  const plural = type => type.replaceAll("_", " ") + "s";

  const read = async () => {
    const text = atob(byId("data").content.textContent.trim().replaceAll("-", "+").replaceAll("_", "/"));
    const bytes = new Uint8Array(text.length);
    for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i);
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
    return JSON.parse(await new Response(stream).text());
  };
  const orgs = await read();
  for (const org of orgs) org.tables = org.tables.map(([type, text]) => ({org, type, text}));
  // filled returns a table with what is in it, which is read when it is first needed.
  const filled = t => {
    if (!t || !t.text) return t;
    const {levels, holders, places, resources, subjects} = JSON.parse(t.text);
    return Object.assign(t, {
      text: "",
      holders,
      levels: levels.map(([name, set]) => ({name, set: BigInt(set)})),
      places: places.map(([name, grants]) => ({name, grants: grants.map(([holder, set, because, source]) => ({holder, set: BigInt(set), because, source}))})),
      resources: resources.map(([id, places]) => ({id, places})),
      subjects: subjects.map(([name, asks, holders]) => ({name, asks, holders: new Set(holders)})),
    });
  };
  const joinsOf = (org, name) => {
    if (typeof org.joins === "string") org.joins = JSON.parse(org.joins);
    return org.joins[name] || [];
  };

  // grants returns the grants of a subject at a resource, nearest first.
  const grants = (t, s, r) => r.places.flatMap(n => t.places[n].grants.filter(g => s.holders.has(g.holder)).map(g => ({...g, place: t.places[n].name})));
  // level returns the number of the level of a set: -2 for none, -1 for part of a level.
  const levelOf = (t, set) => {
    for (let i = t.levels.length - 1; i >= 0; i--) if ((set & t.levels[i].set) === t.levels[i].set) return i;
    return set ? -1 : -2;
  };
  const level = (t, s, r) => {
    let set = 0n;
    if (s.asks) for (const n of r.places) for (const g of t.places[n].grants) if (s.holders.has(g.holder)) set |= g.set;
    return levelOf(t, set);
  };
  const nameOf = (t, l) => l >= 0 ? t.levels[l].name : l === -1 ? "some" : "";
  const classOf = (t, l) => l === -1 ? "l0" : l < 0 ? "" : "l" + Math.min(3, l + 1 + Math.max(0, 3 - t.levels.length));

  // why returns the reasons of a cell as a list: what the subject is, and its grants.
  const why = (t, s, r) => {
    const div = make("div");
    const joins = joinsOf(t.org, s.name);
    const list = (title, items) => {
      if (!items.length) return;
      const ul = make("ul");
      for (const [text, source] of items) {
        const li = make("li", text);
        if (source) li.append(" ", make("small", "(" + source + ")"));
        ul.append(li);
      }
      div.append(make("h3", title), ul);
    };
    list(s.name + " is", joins);
    list("Grants", grants(t, s, r).map(g => [t.holders[g.holder] + ": " + g.because + " at " + g.place, g.source]));
    if (!div.children.length) div.append(make("p", "Nothing gives any access."));
    return div;
  };
  const dialog = byId("reason");
  dialog.querySelector("button").onclick = () => dialog.close();
  const explain = (t, s, r) => {
    const l = level(t, s, r);
    byId("reason-title").textContent = `${s.name} on ${t.type}:${r.id}: ${nameOf(t, l) || "nothing"}`;
    dialog.querySelector("div").replaceChildren(why(t, s, r));
    dialog.showModal();
  };

  // The matrix. It makes the rows and columns that are seen, and all of a small table.
  const rowHeight = 28, columnWidth = 110, small = 12000;
  const matrix = byId("page-matrix");
  const field = (label, input) => { const l = make("label", label + " "); l.append(input); return l; };
  const pick = (label, options) => { const s = make("select"); for (const [i, o] of options.entries()) s.append(make("option", o, {value: i})); return [field(label, s), s]; };
  const [orgField, orgPick] = pick("Org", orgs.map(o => o.label));
  const typePick = make("select"), rowFilter = make("input", null, {type: "search"}), columnFilter = make("input", null, {type: "search"});
  const filters = make("div", null, {className: "filters"});
  filters.append(orgField, field("Of each", typePick), field("Subjects with", rowFilter), field("Resources with", columnFilter));
  const count = make("p", "", {className: "faint"});
  count.setAttribute("role", "status");
  const box = make("div", null, {className: "grid"});
  const grid = make("table");
  grid.setAttribute("role", "grid");
  grid.setAttribute("aria-labelledby", "title-matrix");
  box.append(grid);
  matrix.append(filters, count, box);
  let table, rows = [], columns = [], active = [0, 0], drawn = "";

  const fillTypes = () => typePick.replaceChildren(...orgs[orgPick.value].tables.map((t, i) => make("option", t.type.replaceAll("_", " "), {value: i, selected: t.type === "folder"})));
  const choose = () => {
    table = filled(orgs[orgPick.value].tables[typePick.value]);
    if (!table) { grid.replaceChildren(); count.textContent = "The org declares nothing with levels."; return; }
    const has = (text, input) => text.toLowerCase().includes(input.value.trim().toLowerCase());
    rows = table.subjects.filter(s => has(s.name, rowFilter));
    columns = table.resources.filter(r => has(r.id, columnFilter));
    count.textContent = `${rows.length} subjects, ${columns.length} ${plural(table.type)}`;
    grid.setAttribute("aria-rowcount", rows.length + 1);
    grid.setAttribute("aria-colcount", columns.length + 1);
    active = [0, 0];
    drawn = "";
    box.scrollTo(0, 0);
    draw();
  };
  const gap = (n, size, horizontal) => {
    const cell = make("td", null, {className: "gap"});
    cell.setAttribute("aria-hidden", "true");
    cell.style[horizontal ? "width" : "height"] = n * size + "px";
    if (horizontal) cell.style.minWidth = cell.style.width;
    return cell;
  };
  const draw = () => {
    if (!table) return;
    const all = rows.length * columns.length <= small;
    const top = all ? 0 : Math.max(0, Math.floor(box.scrollTop / rowHeight) - 10);
    const left = all ? 0 : Math.max(0, Math.floor(box.scrollLeft / columnWidth) - 4);
    const bottom = all ? rows.length : Math.min(rows.length, top + Math.ceil(box.clientHeight / rowHeight) + 20);
    const right = all ? columns.length : Math.min(columns.length, left + Math.ceil(box.clientWidth / columnWidth) + 8);
    const now = [top, bottom, left, right].join();
    if (now === drawn) return;
    drawn = now;
    const line = (index, first, each) => {
      const tr = make("tr");
      tr.setAttribute("aria-rowindex", index);
      tr.append(first);
      if (left > 0) tr.append(gap(left, columnWidth, true));
      for (let c = left; c < right; c++) tr.append(each(c));
      if (right < columns.length) tr.append(gap(columns.length - right, columnWidth, true));
      return tr;
    };
    const head = (text, scope, width, a) => {
      const th = make("th", null, {scope, title: text});
      if (width) th.style.width = th.style.minWidth = width + "px";
      th.append(a || text);
      return th;
    };
    const thead = make("thead"), tbody = make("tbody");
    thead.append(line(1, head("subject", "col", 240), c => head(columns[c].id, "col", columnWidth, link(columns[c].id, "resource", table.org.label, table.type, columns[c].id))));
    if (top > 0) { const tr = make("tr"); tr.append(gap(top, rowHeight)); tbody.append(tr); }
    for (let r = top; r < bottom; r++) {
      const s = rows[r];
      tbody.append(line(r + 2, head(s.name, "row", 0, link(s.name, "subject", table.org.label, s.name)), c => {
        const l = level(table, s, columns[c]);
        const td = make("td", nameOf(table, l), {className: classOf(table, l), tabIndex: r === active[0] && c === active[1] ? 0 : -1});
        td.setAttribute("aria-colindex", c + 2);
        td.setAttribute("aria-label", `${s.name}, ${columns[c].id}: ${nameOf(table, l) || "nothing"}`);
        td.dataset.at = r + "," + c;
        return td;
      }));
    }
    if (bottom < rows.length) { const tr = make("tr"); tr.append(gap(rows.length - bottom, rowHeight)); tbody.append(tr); }
    const focused = grid.contains(document.activeElement) && document.activeElement.dataset.at;
    grid.replaceChildren(thead, tbody);
    if (focused) focusCell();
  };
  const focusCell = () => {
    let cell = grid.querySelector(`td[data-at="${active}"]`);
    if (!cell) {
      box.scrollTo(active[1] * columnWidth, active[0] * rowHeight);
      draw();
      cell = grid.querySelector(`td[data-at="${active}"]`);
    }
    if (!cell) return;
    for (const other of grid.querySelectorAll('td[tabindex="0"]')) other.tabIndex = -1;
    cell.tabIndex = 0;
    cell.focus();
  };
  const cellOf = e => { const td = e.target.closest("td[data-at]"); return td && td.dataset.at.split(",").map(Number); };
  grid.onclick = e => { const at = cellOf(e); if (at) { active = at; explain(table, rows[at[0]], columns[at[1]]); } };
  grid.onkeydown = e => {
    const at = cellOf(e);
    if (!at) return;
    const by = {ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1], PageUp: [-20, 0], PageDown: [20, 0], Home: [0, -1e9], End: [0, 1e9]}[e.key];
    if (e.key === "Enter" || e.key === " ") explain(table, rows[at[0]], columns[at[1]]);
    else if (by) {
      active = [Math.max(0, Math.min(rows.length - 1, at[0] + by[0])), Math.max(0, Math.min(columns.length - 1, at[1] + by[1]))];
      focusCell();
    } else return;
    e.preventDefault();
  };
  box.onscroll = draw;
  window.addEventListener("resize", draw);
  orgPick.onchange = () => { fillTypes(); choose(); };
  typePick.onchange = rowFilter.oninput = columnFilter.oninput = choose;

  // The pages about one subject, holder or resource.
  const one = byId("page-one"), most = 1000;
  const listing = (caption, head, lines) => {
    const t = make("table"), tr = make("tr");
    t.append(make("caption", lines.length > most ? `${caption}: the first ${most} of ${lines.length}` : `${caption}: ${lines.length}`));
    for (const h of head) tr.append(make("th", h, {scope: "col"}));
    t.append(tr);
    for (const cells of lines.slice(0, most)) {
      const row = make("tr");
      for (const cell of cells) { const td = make("td", null, {className: cell.className || ""}); td.append(cell.show ?? cell); row.append(td); }
      t.append(row);
    }
    return t;
  };
  const cell = (t, l) => ({show: nameOf(t, l), className: classOf(t, l)});
  const reasons = (t, s, r) => { const b = make("button", "why", {type: "button"}); b.setAttribute("aria-label", `why ${s.name} on ${r.id}`); b.onclick = () => explain(t, s, r); return b; };
  const shows = {
    subject(org, name) {
      const parts = [make("h2", name)];
      for (const [text, source] of joinsOf(org, name)) parts.push(make("p", text + " (" + source + ")"));
      for (const t of org.tables.map(filled)) {
        const s = t.subjects.find(s => s.name === name);
        const lines = s ? t.resources.map(r => [r, level(t, s, r)]).filter(([, l]) => l > -2).sort((a, b) => b[1] - a[1]) : [];
        if (lines.length) parts.push(listing("Levels on " + plural(t.type), [t.type, "level", ""], lines.map(([r, l]) => [link(r.id, "resource", org.label, t.type, r.id), cell(t, l), reasons(t, s, r)])));
      }
      return parts;
    },
    resource(org, type, id) {
      const t = filled(org.tables.find(t => t.type === type)), r = t && t.resources.find(r => r.id === id);
      if (!r) return null;
      const lines = t.subjects.map(s => [s, level(t, s, r)]).filter(([, l]) => l > -2).sort((a, b) => b[1] - a[1]);
      const given = r.places.flatMap(n => t.places[n].grants.map(g => [link(t.holders[g.holder], "holder", org.label, t.holders[g.holder]), nameOf(t, levelOf(t, g.set)), g.because + " at " + t.places[n].name, g.source]));
      return [make("h2", type + ":" + id), listing("Who has a level", ["subject", "level", ""], lines.map(([s, l]) => [link(s.name, "subject", org.label, s.name), cell(t, l), reasons(t, s, r)])), listing("What is granted", ["to", "level", "reason", "source"], given)];
    },
    holder(org, name) {
      const parts = [make("h2", name)], members = new Set();
      for (const t of org.tables.map(filled)) {
        const h = t.holders.indexOf(name);
        if (h < 0) continue;
        for (const s of t.subjects) if (s.holders.has(h)) members.add(s.name);
        const lines = t.places.flatMap(p => p.grants.filter(g => g.holder === h).map(g => [p.name, nameOf(t, levelOf(t, g.set)), g.because, g.source]));
        parts.push(listing("What it gives on " + plural(t.type), ["at", "level", "reason", "source"], lines));
      }
      parts.push(listing("Who has it", ["subject"], [...members].map(m => [link(m, "subject", org.label, m)])));
      return parts;
    },
    find(_, text) {
      const wanted = text.toLowerCase(), seen = new Map();
      const add = (label, ...path) => { if (label.toLowerCase().includes(wanted)) seen.set(path.join("/"), [label, path]); };
      for (const org of orgs) for (const t of org.tables.map(filled)) {
        const subjects = new Set(t.subjects.map(s => s.name));
        for (const name of subjects) add(name, "subject", org.label, name);
        for (const h of t.holders) if (!subjects.has(h)) add(h, "holder", org.label, h);
        for (const r of t.resources) add(t.type + ":" + r.id, "resource", org.label, t.type, r.id);
      }
      const ul = make("ul", null, {className: "found"});
      for (const [label, path] of [...seen.values()].slice(0, most)) { const li = make("li"); li.append(link(label, ...path), make("small", " " + path[1])); ul.append(li); }
      return [make("h2", `${seen.size} found with “${text}”`), ul];
    },
  };
  const route = () => {
    const [kind, ...path] = location.hash.slice(2).split("/").map(decodeURIComponent);
    const org = orgs.find(o => o.label === path[0]);
    let id = "page-" + kind;
    if (Object.hasOwn(shows, kind)) {
      const parts = (org || kind === "find") && shows[kind](org, ...path.slice(1));
      one.replaceChildren(...parts || [make("p", "The report has no such thing.")]);
      id = "page-one";
    } else if (!byId(id)) id = "page-overview";
    for (const page of document.querySelectorAll(".page")) page.classList.toggle("shown", page.id === id);
    for (const a of document.querySelectorAll("nav a")) id === "page-" + a.hash.slice(2) ? a.setAttribute("aria-current", "page") : a.removeAttribute("aria-current");
    if (id === "page-matrix") draw();
  };
  byId("search").oninput = e => { location.hash = e.target.value.trim() ? "#/find//" + encodeURIComponent(e.target.value.trim()) : "#/overview"; };
  byId("to-matrix").hidden = false;
  document.documentElement.classList.add("js");
  if (orgs.length) { fillTypes(); choose(); }
  window.addEventListener("hashchange", route);
  route();
})();
