// @ts-check
/** A photo too large, or in a phone's own format, is made a smaller JPEG where the browser can; sending shows how far. */
const LONGEST = 2400; // pixels of the longer side
const form = /** @type {HTMLFormElement | null} */ (document.querySelector("form[data-largest]"));
const field = form?.querySelector("input[type=file]");
if (form && field instanceof HTMLInputElement) begin(form, field);

/** @param {HTMLFormElement} form @param {HTMLInputElement} field */
function begin(form, field) {
  field.addEventListener("change", async () => {
    const file = field.files?.[0];
    if (!file || !(/\.hei[cf]$/i.test(file.name) || (file.type.startsWith("image/") && file.size > Number(form.dataset.largest)))) return;
    const image = await createImageBitmap(file).catch(() => undefined);
    if (!image) return;
    const scale = Math.min(1, LONGEST / Math.max(image.width, image.height));
    const canvas = Object.assign(document.createElement("canvas"), { width: image.width * scale, height: image.height * scale });
    canvas.getContext("2d")?.drawImage(image, 0, 0, canvas.width, canvas.height);
    const made = await new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.85));
    if (!(made instanceof Blob) || field.files?.[0] !== file) return;
    const given = new DataTransfer();
    given.items.add(new File([made], file.name.replace(/\.\w+$/, ".jpg"), { type: "image/jpeg" }));
    field.files = given.files;
  });
  form.addEventListener("submit", (event) => {
    const bar = form.querySelector("progress");
    if (!bar || !field.files?.length) return;
    event.preventDefault();
    const sending = new XMLHttpRequest();
    sending.open("POST", form.getAttribute("action") ?? "");
    sending.upload.onprogress = (told) => (bar.value = told.loaded / told.total);
    sending.onerror = () => form.submit();
    sending.onload = () => {
      history.replaceState(null, "", sending.responseURL);
      document.open(), document.write(sending.responseText), document.close();
    };
    bar.hidden = false;
    sending.send(new FormData(form, event.submitter));
  });
}
