// Sends what changes the corpus to the API, with the key its user typed, and follows the job to its end.
const NAME = "tifa_key";

// The key stands in this tab alone, and is forgotten with it.
export function remember(input) {
  input.value = sessionStorage.getItem(NAME) ?? "";
}

export async function send(method, address, key, body) {
  const headers = { Authorization: `Bearer ${key.trim()}`, Accept: "application/json" };
  if (typeof body === "string") headers["Content-Type"] = "application/json";
  const answer = await fetch(address, { method, headers, body, cache: "no-store" });
  const told = await answer.json().catch(() => ({}));
  if (!answer.ok) throw new Error(said(told) || `HTTP ${answer.status}`);
  sessionStorage.setItem(NAME, key.trim());
  return told;
}

// Asks about a job until it has ended; `show` is given each state of it.
export async function follow(job, key, show) {
  while (job.state === "queued" || job.state === "running") {
    show(job);
    await new Promise((resolve) => setTimeout(resolve, 600));
    job = await send("GET", `/v1/jobs/${job.id}`, key);
  }
  show(job);
  if (job.problem) throw new Error(said(job.problem));
  return job;
}

function said(problem) {
  const faults = (problem.errors ?? []).map((one) => `${one.at}: ${one.problem}`);
  return [problem.title, problem.detail, ...faults].filter(Boolean).join(" · ");
}
