// Files waiting to be sent: chosen, dropped or pasted; shown above the composer until they are sent or removed.
import { element, find, icon } from "./dom.js";
import { toast } from "./notices.js";
import { words } from "./words.js";

export class Attachments {
  /** `changed()` is called whenever the waiting files change. */
  constructor(changed) {
    this.changed = changed;
    this.waiting = []; // {file, photo}
    find("attach").addEventListener("click", () => find("file").click());
    find("file").addEventListener("change", () => this.chosen());
    find("composer").addEventListener("paste", (event) => this.pasted(event));
    this.listenForDrops(find("chat"));
  }

  chosen() {
    this.add(find("file").files);
    find("file").value = ""; // so that the same file can be chosen again
    find("composer").focus();
  }

  pasted(event) {
    if (!event.clipboardData?.files.length) return;
    event.preventDefault();
    this.add(event.clipboardData.files);
  }

  listenForDrops(area) {
    let depth = 0; // enter and leave come once for every element under the pointer
    const over = (by) => {
      depth = Math.max(0, depth + by);
      find("drop").hidden = depth === 0;
    };
    const files = (event) => event.dataTransfer?.types.includes("Files");
    area.addEventListener("dragenter", (event) => files(event) && over(1));
    area.addEventListener("dragleave", (event) => files(event) && over(-1));
    document.addEventListener("dragover", (event) => files(event) && event.preventDefault());
    document.addEventListener("drop", (event) => {
      if (!files(event)) return;
      event.preventDefault(); // a file dropped beside the chat must not replace the page
      over(-depth);
      if (area.contains(event.target)) this.add(event.dataTransfer.files);
    });
  }

  add(files) {
    for (const file of files) {
      if (file.size === 0) toast(words.emptyFile(file.name), "problem");
      else this.waiting.push({ file, photo: /^image\/(png|jpeg|webp)$/.test(file.type) });
    }
    this.show();
  }

  /** Take all waiting files away, to send them. */
  take() {
    const taken = this.waiting;
    this.waiting = [];
    this.show();
    return taken;
  }

  /** Put files back that could not be sent. */
  putBack(files) {
    this.waiting = [...files, ...this.waiting];
    this.show();
  }

  show() {
    find("attachments").replaceChildren(...this.waiting.map((entry) => this.item(entry)));
    find("attachments").hidden = this.waiting.length === 0;
    this.changed();
  }

  item(entry) {
    const { file } = entry;
    const remove = element("button", { type: "button", "aria-label": words.removeFile(file.name) }, icon("close"));
    remove.addEventListener("click", () => this.remove(entry));
    return element("li", { "data-file": file.name }, icon("file"),
      element("span", { class: "about" }, element("b", {}, file.name), element("small", {}, words.size(file.size))),
      /^image\//.test(file.type) ? photoSwitch(entry) : null, remove);
  }

  remove(entry) {
    this.waiting = this.waiting.filter((other) => other !== entry);
    this.show();
    find("composer").focus();
  }
}

function photoSwitch(entry) {
  const box = element("input", { type: "checkbox", checked: entry.photo });
  box.addEventListener("change", () => (entry.photo = box.checked));
  return element("label", {}, box, words.asPhoto);
}
