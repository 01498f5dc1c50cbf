// Says that the comparison is being made, and takes a file that is dropped anywhere on the form.
const form = document.getElementById("comparing");
const file = document.getElementById("file");
form.addEventListener("submit", (event) => {
  if (event.submitter?.value === "file") return; // the form stays where it is
  document.getElementById("working").hidden = false;
  form.querySelector("button").disabled = true;
});
form.addEventListener("dragover", (event) => event.preventDefault());
form.addEventListener("drop", (event) => {
  if (event.dataTransfer.files.length) {
    event.preventDefault();
    file.files = event.dataTransfer.files;
  }
});
// Coming back from a report, the form can be used again.
addEventListener("pageshow", () => {
  document.getElementById("working").hidden = true;
  form.querySelector("button").disabled = false;
});
