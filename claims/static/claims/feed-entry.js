// An entry of a feed by keyboard: T takes it, X leaves it aside. The buttons work without this script.

import { onKeys } from "./keys.js";

const press = (key) => () => document.querySelector(`[data-key="${key}"]`)?.click();

onKeys({ t: press("t"), x: press("x") });
