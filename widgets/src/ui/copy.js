/** Copy the text of an input; on pages where the clipboard is blocked, the old way. */

export async function copyText(field) {
  try {
    await navigator.clipboard.writeText(field.value);
    return true;
  } catch {
    field.select();
    return document.execCommand("copy");
  }
}
