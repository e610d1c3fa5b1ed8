import type { Schemas } from '@/shared/api';

export type TicketMacro = Schemas['TicketMacro'];
export type MacroActions = Schemas['MacroActions'];

/** The macro behind a message that is being written: what it will change with it, and what it lacks. */
export interface StagedMacro {
  id: number;
  name: string;
  actions: MacroActions;
  /** Variables that stand in the text as they were written. */
  missing: string[];
}

export type ActionName = keyof MacroActions;

const NOTHING: MacroActions = {
  status: null,
  priority: null,
  type: null,
  assignee: null,
  assign_to_me: false,
  team: null,
  add_tags: [],
  remove_tags: [],
};

/** In the order in which they are shown. */
export const ACTION_NAMES = ['status', 'priority', 'type', 'team', 'assignee', 'assign_to_me', 'add_tags', 'remove_tags'] as const satisfies readonly ActionName[];

function isSet(value: MacroActions[ActionName]): boolean {
  return Array.isArray(value) ? value.length > 0 : Boolean(value);
}

/** The actions that change something. */
export function actionsOf(actions: MacroActions): ActionName[] {
  return ACTION_NAMES.filter((name) => isSet(actions[name]));
}

export function without(actions: MacroActions, name: ActionName): MacroActions {
  return { ...actions, [name]: NOTHING[name] };
}

/** A further macro in the same message: its own actions count, and tags are those of both. */
export function stage(before: StagedMacro | null, macro: TicketMacro, isNote: boolean): StagedMacro {
  const own = isNote ? NOTHING : macro.actions;
  const kept = before?.actions ?? NOTHING;
  const merged = Object.fromEntries(
    ACTION_NAMES.map((name) => [name, isSet(own[name]) ? own[name] : kept[name]]),
  ) as unknown as MacroActions;
  const owner = own.assignee ? { assign_to_me: false } : own.assign_to_me ? { assignee: null } : {};
  return {
    id: macro.id,
    name: macro.name,
    actions: {
      ...merged,
      ...owner,
      add_tags: [...new Set([...kept.add_tags, ...own.add_tags])],
      remove_tags: [...new Set([...kept.remove_tags, ...own.remove_tags])],
    },
    missing: [...new Set([...(before?.missing ?? []), ...macro.missing])],
  };
}

/** What is still to be filled in by hand: variables that stand in the text. */
export function stillMissing(macro: StagedMacro | null, html: string): string[] {
  return macro?.missing.filter((name) => html.includes(`{{${name}}}`)) ?? [];
}

/** Actions as a reply takes them. */
export function outgoingActions(actions: MacroActions): Schemas['MacroActionsInput'] {
  const { assignee, team, ...rest } = actions;
  const all = { ...rest, assignee: assignee?.id ?? null, team: team?.id ?? null };
  return Object.fromEntries(Object.entries(all).filter(([name]) => isSet(actions[name as ActionName])));
}
