import type { Priority, TicketInput } from '../../api';
import { callOf, isCall, type CallValues } from './call-values';

export type OpeningKind = 'public' | 'note';

/** A file that the server has. */
export interface HeldFile {
  id: string;
  name: string;
}

/** The customer, known by id or only by what was typed. */
export interface Customer {
  id: number | null;
  name: string;
  email: string;
}

/** What is written and chosen before a ticket exists; ids as the fields hold them, '' for none. */
export interface Values {
  kind: OpeningKind;
  customer: Customer | null;
  /** What stands in the field, before it is a customer. */
  typed: string;
  name: string;
  brand: string;
  subject: string;
  body: string;
  team: string;
  assignee: string;
  priority: string;
  type: string;
  tags: string;
  files: HeldFile[];
  /** The phone call that it tells of. */
  call: CallValues | null;
}

export const EMPTY: Values = {
  kind: 'public',
  customer: null,
  typed: '',
  name: '',
  brand: '',
  subject: '',
  body: '',
  team: '',
  assignee: '',
  priority: '',
  type: '',
  tags: '',
  files: [],
  call: null,
};

/** An address as far as it can be judged here; the server judges again. */
export const isAddress = (text: string): boolean => /^[^\s@]+@[^\s@.]+(\.[^\s@.]+)+$/.test(text.trim());

const isBlankHtml = (html: string): boolean => html.replace(/<(?!img)[^>]*>|&nbsp;|\s/g, '') === '';

/** Whether there is anything that somebody would miss. */
export function isUntouched(values: Values): boolean {
  return !values.customer && !values.typed.trim() && !values.subject.trim() && isBlankHtml(values.body) && values.files.length === 0;
}

export type Gap = 'customer' | 'address' | 'noAddress' | 'minutes' | 'subject' | 'body';

/** What is missing or wrong, in the order of the fields. */
export function gapsOf(values: Values): Gap[] {
  const gaps: Gap[] = [];
  const { customer, typed, kind } = values;
  if (!customer && !typed.trim()) gaps.push('customer');
  else if (!customer && !isAddress(typed)) gaps.push('address');
  else if (customer && !customer.email && kind === 'public') gaps.push('noAddress');
  if (values.call && !isCall(values.call)) gaps.push('minutes');
  if (!values.subject.trim()) gaps.push('subject');
  if (isBlankHtml(values.body) && values.files.length === 0) gaps.push('body');
  return gaps;
}

/** The request that opens the ticket. */
export function inputOf(values: Values): TicketInput {
  const { customer, kind } = values;
  const requester = customer?.id ? { id: customer.id, name: '' } : { email: (customer?.email ?? values.typed).trim(), name: values.name.trim() };
  const tags = values.tags.split(',').map((tag) => tag.trim()).filter(Boolean);
  return {
    kind,
    requester,
    subject: values.subject.trim(),
    // A file alone needs no words of its own; the server asks for some.
    body: isBlankHtml(values.body) ? values.files.map((file) => file.name).join(', ') : values.body,
    body_format: isBlankHtml(values.body) ? 'text' : 'html',
    assignee: values.assignee ? Number(values.assignee) : null,
    ...(values.team ? { team: Number(values.team) } : {}),
    ...(values.priority ? { priority: values.priority as Priority } : {}),
    ...(values.type ? { type: values.type as NonNullable<TicketInput['type']> } : {}),
    ...(values.call ? { channel: 'phone' as const, call: callOf(values.call) } : {}),
    ...(values.brand ? { brand: values.brand } : {}),
    ...(tags.length > 0 ? { tags } : {}),
    ...(values.files.length > 0 ? { attachment_ids: values.files.map((file) => file.id) } : {}),
  };
}
