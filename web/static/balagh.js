// What a form asks for stays in the address; fields that ask for nothing are left out of it.
"use strict";
document.addEventListener("submit", (event) => {
  if (event.target.method !== "get") return;
  for (const field of event.target.querySelectorAll("input[name], select[name]")) {
    field.disabled = field.value === "";
  }
});
// A page that the browser shows again from its memory has its fields back.
window.addEventListener("pageshow", () => {
  for (const field of document.querySelectorAll("form[method=get] :disabled")) field.disabled = false;
});
