// Calls a topic something else.
import { follow, remember, send } from "./writing.js";

const naming = document.getElementById("naming");
const form = naming.querySelector("form");
const status = naming.querySelector("[role=status]");
const button = form.querySelector("button");
button.disabled = false;
remember(form.elements.key);
form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const key = form.elements.key.value;
  button.disabled = true;
  status.textContent = naming.dataset.waiting;
  try {
    const address = `/v1/topics/${encodeURIComponent(naming.dataset.topic)}/label`;
    const job = await send("PUT", address, key, JSON.stringify({ label: form.elements.label.value.trim() }));
    await follow(job, key, () => {});
    status.textContent = naming.dataset.done;
    location.reload();
  } catch (error) {
    status.textContent = error.message;
    button.disabled = false;
  }
});
