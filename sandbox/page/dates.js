// Dates and times as the office writes them: thứ Sáu, 17/4/2020 08:00.

import { t } from "./texts.js";

const two = (number) => String(number).padStart(2, "0");

// The moment's fields on the sandbox's wall: seconds since 1970 and the offset from UTC, both in seconds.
function wall(timestamp, offset) {
  return new Date((timestamp + offset) * 1000);
}

export function writtenDay(timestamp, offset) {
  const date = wall(timestamp, offset);
  const numbers = document.documentElement.lang === "vi" ? vietnamese(date) : english.format(date);
  return `${t(`weekday.${date.getUTCDay()}`)}, ${numbers}`;
}

const english = new Intl.DateTimeFormat("en-GB", { dateStyle: "medium", timeZone: "UTC" });

// Decree 30/2020: days in two digits; January and February take a zero, the other months do not.
function vietnamese(date) {
  const month = date.getUTCMonth() + 1;
  return `${two(date.getUTCDate())}/${month < 3 ? two(month) : month}/${date.getUTCFullYear()}`;
}

export function writtenTime(timestamp, offset) {
  const date = wall(timestamp, offset);
  return `${two(date.getUTCHours())}:${two(date.getUTCMinutes())}`;
}
