import Cog from 'lucide-react/icons/cog';
import { describe, expect, it } from 'vitest';
import { hasOf, openSections, settingsCommands, type SettingsSection } from './settings';
import { joinSlots } from './slots';

function section(id: string, given: Partial<SettingsSection> = {}): SettingsSection {
  return {
    id,
    group: 'work',
    labelKey: `x:${id}`,
    icon: Cog,
    routes: [{ path: `/${id}`, screen: () => Promise.resolve(() => null) }],
    ...given,
  };
}

const SECTIONS = [
  section('macros', { may: (has) => has('macro.write') }),
  section('email', { group: 'channels' }),
  section('account', { group: 'you' }),
];

const ids = (items: readonly { id: string }[]): string[] => items.map(({ id }) => id);

describe('sections of the settings', () => {
  it.each([
    [[], ['account', 'email']],
    [['macro.write'], ['account', 'email', 'macros']],
  ])('stand in the order of their groups, without those that verbs %j do not open', (verbs, seen) => {
    expect(ids(openSections(SECTIONS, hasOf(verbs)))).toEqual(seen);
    expect(ids(settingsCommands(SECTIONS, hasOf(verbs)))).toEqual(seen);
  });

  it('offer their own commands instead of themselves, each by its right', () => {
    const commands = [
      { id: 'all', labelKey: 'x:all', path: '/macros' },
      { id: 'new', labelKey: 'x:new', path: '/macros/new', may: () => false },
    ];
    expect(settingsCommands([section('macros', { commands, wordsKey: 'x:words' })], hasOf([]))).toEqual([
      { ...commands[0], wordsKey: 'x:words', fieldKeys: [] },
    ]);
  });

  it('are refused when two have one id', () => {
    expect(() => joinSlots([{ settings: [section('a')] }, { settings: [section('a')] }])).toThrow('id "a"');
  });
});
