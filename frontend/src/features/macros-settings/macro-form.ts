import type { Macro, MacroActions, MacroBody, Variable } from './api';

export interface MacroValues {
  name: string;
  folder: string;
  kind: Macro['kind'];
  text: string;
  is_active: boolean;
  status: string;
  priority: string;
  type: string;
  /** An id, `me` or nothing. */
  assignee: string;
  team: string;
  /** Separated by commas. */
  add_tags: string;
  remove_tags: string;
}

export const STATUSES = ['open', 'pending', 'on_hold', 'resolved', 'closed'] as const satisfies readonly NonNullable<MacroActions['status']>[];
export const PRIORITIES = ['P1', 'P2', 'P3', 'P4'] as const satisfies readonly NonNullable<MacroActions['priority']>[];
export const TYPES = ['question', 'bug', 'billing', 'access', 'integration', 'onboarding', 'feature_request'] as const satisfies readonly NonNullable<MacroActions['type']>[];

export function valuesOf(macro: Macro | null): MacroValues {
  const actions = macro?.actions;
  return {
    name: macro?.name ?? '',
    folder: macro?.folder ?? '',
    kind: macro?.kind ?? 'personal',
    text: macro?.text ?? '',
    is_active: macro?.is_active ?? true,
    status: actions?.status ?? '',
    priority: actions?.priority ?? '',
    type: actions?.type ?? '',
    assignee: actions?.assign_to_me ? 'me' : String(actions?.assignee?.id ?? ''),
    team: String(actions?.team?.id ?? ''),
    add_tags: actions?.add_tags.join(', ') ?? '',
    remove_tags: actions?.remove_tags.join(', ') ?? '',
  };
}

const tagsOf = (text: string): string[] => text.split(',').map((tag) => tag.trim()).filter(Boolean);

/** The form as the server takes it; what is empty changes nothing. */
export function bodyOf(values: MacroValues): MacroBody & { text: string } {
  const { name, folder, kind, text, is_active } = values;
  const id = (value: string): number | null => (/^\d+$/.test(value) ? Number(value) : null);
  return {
    name: name.trim(),
    folder: folder.trim(),
    kind,
    text,
    is_active,
    actions: {
      status: values.status || null,
      priority: values.priority || null,
      type: values.type || null,
      assignee: id(values.assignee),
      assign_to_me: values.assignee === 'me',
      team: id(values.team),
      add_tags: tagsOf(values.add_tags),
      remove_tags: tagsOf(values.remove_tags),
    },
  };
}

/** The variables of a text that do not exist. */
export function unknownIn(text: string, known: readonly Variable[]): string[] {
  const names = new Set(known.map(({ name }) => name));
  const found = [...text.matchAll(/\{\{([^{}|\n]{1,60})(?:\|[^{}|\n]{0,200})?\}\}/g)].map((match) => (match[1] ?? '').trim());
  return [...new Set(found.filter((name) => !names.has(name)))];
}
