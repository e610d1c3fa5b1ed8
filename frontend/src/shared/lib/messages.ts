import type { TFunction } from 'i18next';
import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';

import { clockTime, duration, isSameDay, shortDate } from './dates';

/** What a sentence of the server says: texts, numbers, messages, and lists of texts and messages. */
export interface Message {
  code: string;
  params: Record<string, Param>;
}
type Param = string | number | Message | readonly (string | Message)[];

/** Parameters that are words of a closed list, and where its names stand. */
const TERMS: Record<string, string> = {
  type: 'type',
  segment: 'segment',
  clock: 'clock',
  channel: 'channel',
  presence: 'reasons.value.presence',
  handoff: 'reasons.value.handoff',
  feedback: 'reasons.value.feedback',
  impact: 'reasons.value.impact',
  urgency: 'reasons.value.urgency',
  sentiment: 'reasons.value.sentiment',
  complexity: 'reasons.value.complexity',
};
/** Codes whose `old` and `new` are words of a closed list. */
const PAIRS: Record<string, string> = { status: 'status', changed_segment: 'segment' };

const isMessage = (value: unknown): value is Message =>
  typeof value === 'object' && value !== null && 'code' in value && typeof value.code === 'string';

/**
 * Says what the server's sentences say in the reader's language. The text that came with a sentence is
 * shown where there is no message, as in what was stored before there were any, and for codes of a newer
 * server.
 */
export function useMessages(): (message: Message | null | undefined, text: string) => string {
  const { t, i18n } = useTranslation('shared');
  return useCallback((message, text) => (message ? (worded(message, t, i18n.language) ?? text) : text), [t, i18n.language]);
}

/** The name that the server gives to a line of a decision; names of people and of new kinds as they came. */
export function useReasonLabels(): (label: string) => string {
  const { t } = useTranslation('shared');
  return useCallback((label) => t(`reasons.label.${label}` as 'reasons.label.Rule', { defaultValue: label }), [t]);
}

function worded(message: Message, t: TFunction<'shared'>, locale: string): string | null {
  if (message.code === 'moment') return moment(message.params, locale);
  if (message.code === 'list') return list(message.params.items, t, locale);
  const said: Record<string, string> = {};
  for (const [name, value] of Object.entries(message.params)) {
    const shown = param(message.code, name, value, t, locale);
    if (shown === null) return null;
    said[name] = shown;
  }
  const code = message.code === 'assigned' && !said.why ? 'assigned_alone' : message.code;
  if (code === 'routed') said.place = [said.team || t('reasons.code.everybody'), said.tier, said.priority].filter(Boolean).join(', ');
  if (code === 'assigned' || code === 'assigned_alone') said.reasons = capitalized(said.reasons ?? '', locale);
  // Not `count`: the sentences have one form each, and i18next would look for plurals.
  const { count, ...rest } = said;
  const text = t(`reasons.code.${code}` as 'reasons.code.edited', { ...rest, number: count, defaultValue: '' });
  return text === '' ? null : text;
}

const capitalized = (text: string, locale: string): string => text.charAt(0).toLocaleUpperCase(locale) + text.slice(1);

function param(code: string, name: string, value: Param, t: TFunction<'shared'>, locale: string): string | null {
  if (isMessage(value)) return worded(value, t, locale);
  if (typeof value === 'object') {
    const names = name === 'what' ? value.filter((one) => typeof one === 'string') : [];
    return names.length > 0 ? new Intl.ListFormat(locale).format(names) : list(value, t, locale);
  }
  if (name === 'arr') return new Intl.NumberFormat(locale, { style: 'currency', currency: 'USD', maximumFractionDigits: 0 }).format(Number(value));
  if (name === 'fraction') return new Intl.NumberFormat(locale, { style: 'percent' }).format(Number(value));
  if (name === 'seconds') return duration(Number(value) * 1000, locale);
  if (typeof value === 'number') return new Intl.NumberFormat(locale).format(value);
  if (value === '' && code.startsWith('changed_')) return t('reasons.code.unknown');
  const terms = TERMS[name] ?? ((name === 'old' || name === 'new') ? PAIRS[code] : undefined);
  return terms ? t(`${terms}.${value}` as 'type.bug', { defaultValue: value.replaceAll('_', ' ') }) : value;
}

function list(items: Param | undefined, t: TFunction<'shared'>, locale: string): string | null {
  if (!Array.isArray(items)) return null;
  const shown = (items as readonly (string | Message)[]).map((item) => (isMessage(item) ? worded(item, t, locale) : item));
  return shown.includes(null) ? null : shown.join(', ');
}

/** A moment in the reader's time, as everywhere else: the hour if it is today, else also the day. */
function moment({ at }: Message['params'], locale: string): string | null {
  if (typeof at !== 'string') return null;
  const now = Date.now();
  const time = clockTime(at, locale);
  return isSameDay(at, now) ? time : `${shortDate(at, now, locale)} ${time}`;
}
