import { quote } from '../kube/go';
import { once } from './once';

const LABEL = '[a-zA-Z0-9](?:[-a-zA-Z0-9]*[a-zA-Z0-9])?';
const NAME = '(?:[A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]';
const KEY = new RegExp(`^(${LABEL}(?:\\.${LABEL})*/)?(${NAME})$`);
const VALUE = new RegExp(`^(?:${NAME})?$`);

const NAME_SYNTAX = 'letters, digits, hyphens, underscores and dots, beginning and ending with a letter or digit';

/** Labels that select pods: keys and values as Kubernetes has them. */
export const checkLabels = once((at, report) => {
  for (const [key, value] of at.entries()) {
    const match = KEY.exec(key);
    const [, prefix = '', name = ''] = match ?? [];
    if (match === null || prefix.length - 1 > 253 || name.length > 63) {
      report.refuse(
        value,
        `${quote(key)} cannot be the key of a label`,
        `use at most 63 ${NAME_SYNTAX}, after an optional domain name and /`,
      );
    }
    if (!VALUE.test(value.text)) {
      report.refuse(
        value,
        `${quote(value.text)} cannot be the value of a label`,
        `leave it empty or use ${NAME_SYNTAX}`,
      );
    }
  }
});
