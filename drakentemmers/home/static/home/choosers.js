// Fields of the content system in which a picture, document or page is chosen: set up from what stands beside them
// (home/choosers.py), because no script in a page itself may run here.
document.addEventListener("DOMContentLoaded", () => {
  for (const asked of document.querySelectorAll("template[data-chooser]")) {
    const { kind, id, options } = JSON.parse(asked.dataset.chooser);
    new window[kind](id, options);
  }
});
