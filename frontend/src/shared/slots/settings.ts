import type { LucideIcon } from 'lucide-react';
import type { ComponentType } from 'react';

/** Whether the role allows a verb such as `mailbox.read`. */
export type Has = (verb: string) => boolean;

/** Groups of the settings, in the order in which they stand. */
export const SETTINGS_GROUPS = ['you', 'workspace', 'channels', 'work', 'assistant', 'data'] as const;
export type SettingsGroup = (typeof SETTINGS_GROUPS)[number];

export interface SettingsRoute {
  /** Behind `/settings`, such as `/email/$mailbox`. */
  path: string;
  /** What may stand behind the ? of the address; anything else is dropped. */
  search?: (raw: Record<string, unknown>) => object;
  /** Loads the screen when it is opened. */
  screen: () => Promise<ComponentType>;
}

/** A way into the settings from the palette. */
export interface SettingsCommand {
  id: string;
  labelKey: string;
  /** Behind `/settings`, with its parameters filled in. */
  path: string;
  /** Who is offered it; without it, everybody who sees the section. */
  may?: (has: Has) => boolean;
}

/**
 * One setting of a section, so that the search finds it and leads to it.
 *
 * `labelKey` is the text that stands at it on the screen: its label, or the heading of its part. The address is
 * the screen's with `#id`.
 */
export interface SettingsField {
  /** Unique within its section. */
  id: string;
  labelKey: string;
  /** Behind `/settings`; without it, the section's own screen. */
  path?: string;
  /** What has to stand behind the ? of the address for it to be shown. */
  search?: object;
  /** Other words by which it is found. */
  wordsKey?: string;
  /** Who finds it; without it, everybody who sees the section. */
  may?: (has: Has) => boolean;
}

/**
 * A part of the settings. Navigation, routes and the palette's commands follow from it. Keys of texts carry
 * their namespace: `email:settings.title`.
 */
export interface SettingsSection {
  id: string;
  group: SettingsGroup;
  labelKey: string;
  icon: LucideIcon;
  /** Other words by which the palette finds it. */
  wordsKey?: string;
  /** Who sees it; without it, everybody. */
  may?: (has: Has) => boolean;
  /** The first one is the section's own; the navigation leads there. */
  routes: readonly [SettingsRoute, ...SettingsRoute[]];
  /** What can be set there. */
  fields?: readonly SettingsField[];
  /** Without them the palette offers the section itself. */
  commands?: readonly SettingsCommand[];
}

export const hasOf =
  (verbs: readonly string[]): Has =>
  (verb) =>
    verbs.includes(verb);

/** The sections that somebody sees, in the order of the navigation. */
export function openSections(sections: readonly SettingsSection[], has: Has): SettingsSection[] {
  return SETTINGS_GROUPS.flatMap((group) =>
    sections.filter((section) => section.group === group && (section.may?.(has) ?? true)),
  );
}

/** Where a section begins. */
export const homeOf = (section: SettingsSection): string => section.routes[0].path;

/** The settings of a section that somebody may find. */
export const fieldsOf = (section: SettingsSection, has: Has): SettingsField[] =>
  (section.fields ?? []).filter((field) => field.may?.(has) ?? true);

/** The section of an address behind `/settings`, such as `/email/12`. */
export const sectionAt = (sections: readonly SettingsSection[], path: string): SettingsSection | undefined =>
  sections.find((section) => path === homeOf(section) || path.startsWith(`${homeOf(section)}/`));

/** What the palette offers somebody of the settings. */
export function settingsCommands(
  sections: readonly SettingsSection[],
  has: Has,
): (SettingsCommand & Pick<SettingsSection, 'wordsKey'> & { fieldKeys: readonly string[] })[] {
  return openSections(sections, has).flatMap((section) => {
    const commands = section.commands ?? [{ id: section.id, labelKey: section.labelKey, path: homeOf(section) }];
    return commands
      .filter((command) => !('may' in command) || (command.may?.(has) ?? true))
      .map((command) => ({
        ...command,
        // The settings of a screen find the command that opens it.
        fieldKeys: fieldsOf(section, has)
          .filter(({ path = homeOf(section) }) => path === command.path)
          .map(({ labelKey }) => labelKey),
        ...(section.wordsKey ? { wordsKey: section.wordsKey } : {}),
      }));
  });
}
