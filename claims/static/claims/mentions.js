// Offering people while "@…" is typed: a list box under the field, by keyboard and mouse. Without it one types the name.

const MENTION = /(?<![\w.@+-])@([\w.+-]*)$/u;
const WAIT = 120; // milliseconds without typing before the desk is asked

/** The "@…" that ends at `caret`: {start, begun}, or null. */
export function begunAt(text, caret) {
  const match = MENTION.exec(text.slice(0, caret));
  return match ? { start: match.index, begun: match[1] } : null;
}

class Offer {
  constructor(field, address) {
    this.field = field;
    this.address = address;
    this.list = document.createElement("ul");
    this.list.className = "people-offered";
    this.list.id = `${field.id}-people`;
    this.list.setAttribute("role", "listbox");
    this.list.setAttribute("aria-label", field.labels[0]?.textContent.trim() ?? "");
    this.list.hidden = true;
    field.after(this.list);
    field.setAttribute("aria-controls", this.list.id);
    field.setAttribute("aria-autocomplete", "list");
    field.addEventListener("input", () => this.typed());
    field.addEventListener("keydown", (event) => this.pressed(event));
    field.addEventListener("blur", () => this.close());
    this.list.addEventListener("mousedown", (event) => event.preventDefault()); // the field keeps the focus
    this.list.addEventListener("click", (event) => this.choose(event.target.closest("li")));
  }

  get options() {
    return [...this.list.children];
  }

  get chosen() {
    return this.options.findIndex((option) => option.getAttribute("aria-selected") === "true");
  }

  typed() {
    clearTimeout(this.timer);
    const mention = begunAt(this.field.value, this.field.selectionStart);
    if (!mention) return this.close();
    this.timer = setTimeout(() => this.ask(mention.begun), WAIT);
  }

  async ask(begun) {
    const address = new URL(this.address, location.href);
    address.searchParams.set("q", begun);
    const answer = await fetch(address, { headers: { Accept: "application/json" } }).catch(() => null);
    if (!answer?.ok || begunAt(this.field.value, this.field.selectionStart)?.begun !== begun) return;
    this.show((await answer.json()).people);
  }

  show(people) {
    this.list.replaceChildren(...people.map((person, index) => this.option(person, index)));
    this.list.hidden = people.length === 0;
    if (people.length) this.mark(0);
    else this.close();
  }

  option({ username, name }, index) {
    const option = document.createElement("li");
    option.id = `${this.list.id}-${index}`;
    option.setAttribute("role", "option");
    option.dataset.username = username;
    option.append(`@${username}`);
    if (name !== username) {
      const full = document.createElement("span");
      full.className = "meta";
      full.textContent = name;
      option.append(full);
    }
    return option;
  }

  mark(index) {
    this.options.forEach((option, at) => option.setAttribute("aria-selected", String(at === index)));
    this.field.setAttribute("aria-activedescendant", this.options[index].id);
  }

  pressed(event) {
    if (this.list.hidden || event.isComposing) return;
    const count = this.options.length;
    const acts = {
      ArrowDown: () => this.mark((this.chosen + 1) % count),
      ArrowUp: () => this.mark((this.chosen + count - 1) % count),
      Enter: () => this.choose(this.options[this.chosen]),
      Tab: () => this.choose(this.options[this.chosen]),
      Escape: () => this.close(),
    };
    if (!acts[event.key]) return;
    event.preventDefault();
    acts[event.key]();
  }

  choose(option) {
    const caret = this.field.selectionStart;
    const mention = begunAt(this.field.value, caret);
    if (!option || !mention) return;
    this.field.setRangeText(`@${option.dataset.username} `, mention.start, caret, "end");
    this.field.dispatchEvent(new Event("input", { bubbles: true }));
    this.close();
  }

  close() {
    clearTimeout(this.timer);
    this.list.hidden = true;
    this.list.replaceChildren();
    this.field.removeAttribute("aria-activedescendant");
  }
}

/** Offer people in every text field of the forms marked data-mentions. */
export function offerPeople() {
  const address = document.querySelector("[data-people]")?.dataset.people;
  if (!address) return;
  for (const field of document.querySelectorAll("form[data-mentions] textarea:not([aria-autocomplete])")) new Offer(field, address);
}
