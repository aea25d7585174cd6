/* Asking the server, in the person's name. */

import { form } from "./cells.js";

export function token() {
  // Logging in again in another tab gives the browser a new token; the page goes on with it.
  const found = /(?:^|; )csrftoken=([^;]+)/.exec(document.cookie);
  return found ? found[1] : form.elements.csrfmiddlewaretoken.value;
}

/* Of large parts some rows are shown: the server has to know which. */
export const shownRows = () => [...form.querySelectorAll("input[name=rows]")].map((each) => ["rows", each.value]);

/* Returns { answer }; or { trouble }, which is "lost", "ended" or "refused", with the `fault` that the server names or
   the page to log in on. A body is sent as JSON. */
export async function ask(path, body) {
  const query = new URLSearchParams(shownRows()).toString();
  const address = query ? `${path}${path.includes("?") ? "&" : "?"}${query}` : path;
  const headers = { "X-CSRFToken": token(), "X-Person": form.elements.person.value };
  const options = { headers, credentials: "same-origin", signal: AbortSignal.timeout(60_000) };
  if (body) Object.assign(options, { method: "POST", body: JSON.stringify(body) });
  let response;
  try {
    response = await fetch(address, options);
  } catch {
    return { trouble: "lost" };
  }
  const answer = await response.json().catch(() => null);
  if (response.ok && answer) return { answer };
  // A network that wants a login of its own answers with a page of its own.
  if (response.ok) return { trouble: "lost" };
  const next = encodeURIComponent(location.pathname);
  if (answer?.login) return { trouble: "ended", login: `${answer.login}?next=${next}` };
  return { trouble: "refused", fault: answer?.fault };
}
