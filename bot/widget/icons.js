/** Drawings on a 24 by 24 grid. They only go with words, so they are hidden from screen readers. */

import { svg } from "./dom.js";

const PATHS = {
  mark: "M5 4h14a2 2 0 0 1 2 2v8.5a2 2 0 0 1-2 2h-7.5L7 20.5v-4H5a2 2 0 0 1-2-2V6a2 2 0 0 1 2-2zM8 10.5l3 3 5.5-6",
  send: "M4 12h14M12 5.5l6.5 6.5-6.5 6.5",
  info: "M12 3a9 9 0 1 1 0 18a9 9 0 1 1 0-18zM12 11v5.5M12 7.4v.2",
  warning: "M12 3.5l9.5 17h-19zM12 10v4.5M12 17.3v.2",
  scam: "M12 2.5l8 3v6c0 5-3.4 8.4-8 10c-4.6-1.6-8-5-8-10v-6zM9 9l6 6M15 9l-6 6",
  copy: "M9 9h11v11H9zM15 9V4H4v11h5",
  print: "M7 9V3.5h10V9M7 17H4V9h16v8h-3M7 14h10v6.5H7z",
  speak: "M4 9.5v5h4l5 4.5V5L8 9.5zM16.5 9a4.2 4.2 0 0 1 0 6M19 6a8 8 0 0 1 0 12",
  share: "M12 15V3.5M8 7l4-3.5L16 7M6 11H4.5v9.5h15V11H18",
  save: "M12 4v11M7.5 11l4.5 4.5 4.5-4.5M4.5 19.5h15",
  clear: "M4 6.5h16M9.5 6.5v-3h5v3M6 6.5l1 14h10l1-14M10 10.5v6M14 10.5v6",
  out: "M10 5H5v14h14v-5M13.5 4.5h6v6M19 5l-8.5 8.5",
  close: "M6 6l12 12M18 6L6 18",
  mic: "M12 3a3 3 0 0 1 3 3v5a3 3 0 0 1-6 0V6a3 3 0 0 1 3-3zM5.5 11a6.5 6.5 0 0 0 13 0M12 17.5V21",
  options: "M4 7h9M17 7h3M15 4.5v5M4 17h3M11 17h9M9 14.5v5",
  retry: "M19.5 12a7.5 7.5 0 1 1-2.5-5.6M17.5 2.5v4.3h-4.3",
};

/** The drawing called `name`. */
export function icon(name) {
  const path = svg("path", { d: PATHS[name] });
  return svg("svg", { class: "icon", viewBox: "0 0 24 24", "aria-hidden": "true", focusable: "false" }, path);
}
