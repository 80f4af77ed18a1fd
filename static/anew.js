// A form may be drawn anew while its question is being answered, or while it waits to be sent.

export const addressOf = (form) => form.getAttribute("action");
export const fixedOf = (form) => JSON.stringify([...form.querySelectorAll("[type=hidden]")].map((field) => [field.name, field.value]));

// The form of that address as it is drawn by now; a page has several of one address where each says something else.
export function drawnAnew(action, fixed) {
  const all = [...document.querySelectorAll("form")].filter((form) => addressOf(form) === action);
  return all.find((form) => fixedOf(form) === fixed) ?? all[0] ?? null;
}
