// Adds and removes speeches with the key its user typed, and shows the jobs.
import { follow, remember, send } from "./writing.js";

const whole = document.getElementById("writing");
const words = whole.dataset;
const key = document.getElementById("key");
const told = document.getElementById("told");
const table = document.getElementById("jobs");
for (const button of whole.querySelectorAll("button")) button.disabled = false;
remember(key);

const counted = (job) =>
  Object.entries(job.counts)
    .filter(([, n]) => n)
    .map(([what, n]) => `${what} ${n}`)
    .join(", ");

function describe(job) {
  const step = job.progress ? ` ${job.progress.step} ${job.progress.done}/${job.progress.total ?? "?"}` : "";
  const refused = (job.refused ?? []).map((one) => `${one.path}: ${one.what}`);
  return [`${words[job.state]}${step}`, counted(job), ...refused].filter(Boolean).join(" · ");
}

async function work(form, handIn) {
  const button = form.querySelector("button");
  button.disabled = true;
  told.textContent = words.working;
  try {
    const job = await follow(await handIn(), key.value, (state) => (told.textContent = describe(state)));
    if (job.state === "done" && !(job.refused ?? []).length) form.reset();
    if (!table.hidden) await showJobs();
  } catch (error) {
    told.textContent = error.message;
  } finally {
    button.disabled = false;
  }
}

document.getElementById("adding").addEventListener("submit", (event) => {
  event.preventDefault();
  const { file, text, id, title } = event.target.elements;
  work(event.target, () => {
    if (file.files.length) {
      const body = new FormData();
      for (const one of file.files) body.append("file", one);
      return send("POST", "/v1/speeches", key.value, body);
    }
    const speech = { text: text.value };
    if (id.value.trim()) speech.id = id.value.trim();
    if (title.value.trim()) speech.title = title.value.trim();
    return send("POST", "/v1/speeches", key.value, JSON.stringify(speech));
  });
});

document.getElementById("removing").addEventListener("submit", (event) => {
  event.preventDefault();
  const id = event.target.elements.id.value;
  if (confirm(`${words.sure}\n${id}`))
    work(event.target, () => send("DELETE", `/v1/speeches/${encodeURIComponent(id)}`, key.value));
});

async function showJobs() {
  const { jobs } = await send("GET", "/v1/jobs", key.value);
  const rows = jobs.map((job) => {
    const row = document.createElement("tr");
    const cells = [new Date(job.created).toLocaleString(), words[job.work] ?? job.work, describe(job)];
    for (const text of cells) row.insertCell().textContent = text;
    const last = row.insertCell();
    if (job.state === "queued" || job.state === "running") {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "quiet";
      button.textContent = words.callOff;
      button.addEventListener("click", () =>
        send("DELETE", `/v1/jobs/${job.id}`, key.value)
          .then(showJobs)
          .catch((error) => (told.textContent = error.message)),
      );
      last.append(button);
    }
    return row;
  });
  table.tBodies[0].replaceChildren(...rows);
  table.hidden = false;
}

document.getElementById("show-jobs").addEventListener("click", () =>
  showJobs().catch((error) => (told.textContent = error.message)),
);
