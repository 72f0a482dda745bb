// The room of lists works without this; with it a file can be dropped, its coming is told, and what is being done is looked at
// every second, until there is something else to show.

const EVERY = 1000;

function watch() {
  const shown = document.getElementById("under-way");
  if (!shown) return;
  const look = async () => {
    try {
      const answer = await fetch(location.href, { credentials: "same-origin", cache: "no-store" });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const now = page.getElementById("under-way");
      if (!now || answer.redirected || !answer.ok) {
        location.reload();
        return;
      }
      if (now.innerHTML !== shown.innerHTML) shown.replaceChildren(...now.childNodes);
    } catch {
      // the server is away for a moment: what is shown stays, and it is asked again
    }
    setTimeout(look, EVERY);
  };
  setTimeout(look, EVERY);
}

function tellComing(form) {
  const told = form.querySelector(".coming");
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const button = form.querySelector("button");
    const sending = new XMLHttpRequest();
    let before = -1;
    sending.open("POST", form.action);
    sending.responseType = "document";
    sending.upload.addEventListener("progress", (came) => {
      const percent = came.lengthComputable ? Math.floor((came.loaded * 10) / came.total) * 10 : 0;
      if (percent !== before) told.textContent = told.dataset.text.replace("{percent}", percent);
      before = percent;
    });
    sending.addEventListener("load", () => {
      const wrong = sending.response?.querySelector("[role=alert]");
      if (sending.status < 400 || !wrong) {
        location.assign(sending.responseURL || form.action);
        return;
      }
      told.textContent = wrong.textContent;
      button.disabled = false;
    });
    sending.addEventListener("error", () => {
      button.disabled = false;
      told.textContent = told.dataset.failed;
    });
    button.disabled = true;
    sending.send(new FormData(form));
  });
}

function takeDrops(form) {
  const field = form.querySelector("input[type=file]");
  for (const kind of ["dragover", "dragleave", "drop"]) {
    form.addEventListener(kind, (event) => {
      event.preventDefault();
      form.classList.toggle("over", kind === "dragover");
      if (kind === "drop" && event.dataTransfer.files.length > 0) {
        field.files = event.dataTransfer.files;
        form.requestSubmit();
      }
    });
  }
}

watch();
const form = document.querySelector("form.drop");
if (form) {
  tellComing(form);
  takeDrops(form);
}
