/** Both forms of a guide: what is typed is kept. */

import { Keeper } from "./editing-keeping.js";

const form = document.querySelector("#form");
const keeper = new Keeper(form);
form.addEventListener("input", () => keeper.changed());
form.addEventListener("submit", () => keeper.leaving());
keeper.offer();
