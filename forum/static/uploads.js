// Comfort only: without this file, chosen files go with their form.
"use strict";

// Files go to the house as soon as they are chosen, one after the other; the form then names them. One that breaks off goes on from
// the last byte that arrived.
async function sendFiles(input, files) {
  const field = input.closest(".field");
  const bar = field.querySelector("progress.upload"), said = field.querySelector("[data-broken]"), again = field.querySelector("[data-again]");
  const at = { share: 0 };
  const show = (share, name) => {
    at.share = bar.value = Math.floor(share);
    said.textContent = `${name}: ${at.share} %`;
  };
  again.hidden = true;
  bar.hidden = false;
  while (files.length) {
    try {
      await sendFile(input, files[0], show);
    } catch {
      said.textContent = `${files[0].name}: ${said.dataset.broken} (${at.share} %)`;
      again.onclick = () => sendFiles(input, files);
      again.hidden = false;
      return; // what is still chosen goes with the form
    }
    files = files.slice(1);
  }
  bar.hidden = true;
  said.textContent = "";
  input.value = "";
}

async function sendFile(input, file, show) {
  const asked = new URLSearchParams({ ten: file.name, co: file.size, sua: file.lastModified });
  const answer = await fetch(`${input.dataset.received}?${asked}`);
  if (!answer.ok) throw new Error(answer.status);
  const from = (await answer.json()).received;
  const form = input.form, data = new FormData();
  for (const name of ["_key", "_file_role", "file_ids"]) form.querySelectorAll(`[name=${name}]`).forEach((one) => data.append(name, one.value));
  for (const [name, value] of [["_way", "attach"], ["_file_from", from], ["_file_size", file.size], ["_file_modified", file.lastModified]]) data.append(name, value);
  const tooLarge = file.size > Number(input.dataset.most); // said by the answer, without sending it
  data.append("files", tooLarge ? new Blob() : file.slice(from), file.name);
  const request = new XMLHttpRequest();
  show((100 * from) / file.size, file.name);
  request.upload.addEventListener("progress", (event) => {
    show((100 * (from + ((file.size - from) * event.loaded) / event.total)) / file.size, file.name);
  });
  await new Promise((sent, broken) => {
    request.addEventListener("loadend", () => (request.status === 200 ? sent() : broken(new Error(request.status))));
    request.open("POST", input.dataset.upload);
    request.setRequestHeader("HX-Request", "true");
    request.send(data);
  });
  form.querySelector("#tep-da-chon").outerHTML = request.responseText;
  htmx.process(form.querySelector("#tep-da-chon"));
}

document.addEventListener("change", (event) => {
  if (event.target.matches("input[data-upload]") && event.target.files.length) sendFiles(event.target, [...event.target.files]);
});
