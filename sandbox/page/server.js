// The sandbox's server as the page sees it.

import { t } from "./texts.js";

const RETRY_SECONDS = 1;

async function asked(path, options) {
  let answer;
  try {
    answer = await fetch(path, options);
  } catch {
    throw new Error(t("error.connection"));
  }
  const body = await answer.json();
  if (!answer.ok) throw new Error(t("error.refused", { name: body.reason ?? body.error }));
  return body;
}

const posted = (fields) => ({
  method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(fields),
});

export const people = () => asked("/api/people");
export const history = async (id) => (await asked(`/api/people/${id}/messages`)).messages;
export const standings = () => asked("/api/standings");
export const clock = () => asked("/api/clock");
export const forward = (name) => asked("/api/clock/forward", posted({ to: name }));

// What a Chat needs to act as one person.
export function transport(id) {
  return {
    act: (deed, fields) => asked(`/api/people/${id}/${deed}`, posted(fields)),
    upload(deed, file) {
      const form = new FormData();
      form.append("file", file, file.name);
      return asked(`/api/people/${id}/${deed}`, { method: "POST", body: form });
    },
    fileUrl: (file) => `/files/${encodeURIComponent(file)}`,
  };
}

// Calls onOpen after every connection (what happened before it must be fetched), onEvent for every event.
export function live({ onOpen, onEvent, onClose }) {
  const socket = new WebSocket(`${location.protocol === "https:" ? "wss" : "ws"}://${location.host}/api/live`);
  socket.addEventListener("open", onOpen);
  socket.addEventListener("message", (event) => onEvent(JSON.parse(event.data)));
  socket.addEventListener("close", () => {
    onClose();
    setTimeout(() => live({ onOpen, onEvent, onClose }), RETRY_SECONDS * 1000);
  });
}
