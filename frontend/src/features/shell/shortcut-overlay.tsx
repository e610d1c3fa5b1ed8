import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { isMac, namesOf } from '@/shared/lib/shortcut-keys';
import { setSingleKeys, singleKeysAreOn, useShortcutGroups, type ShortcutGroup } from '@/shared/lib/shortcuts';
import { Button, Dialog, Keys, Switch } from '@/shared/ui';

/** Groups of one title joined, later ones without the keys that a newer group took. */
export function listed(groups: readonly ShortcutGroup[]): ShortcutGroup[] {
  const taken = new Set<string>();
  const byTitle = new Map<string, ShortcutGroup['shortcuts'][number][]>();
  for (const group of [...groups].reverse()) {
    for (const shortcut of group.shortcuts) {
      if (shortcut.isHidden || taken.has(shortcut.keys)) continue;
      taken.add(shortcut.keys);
      byTitle.set(group.title, [...(byTitle.get(group.title) ?? []), shortcut]);
    }
  }
  return [...byTitle].map(([title, shortcuts]) => ({ title, shortcuts }));
}

/** All shortcuts of the screen that is open. */
export function ShortcutOverlay({ isOpen, onOpenChange }: { isOpen: boolean; onOpenChange: (isOpen: boolean) => void }) {
  const { t } = useTranslation('shell');
  const spoken = useSpokenKeys();
  const groups = useShortcutGroups();
  const [isOn, setOn] = useState(singleKeysAreOn);
  return (
    <Dialog
      isOpen={isOpen}
      onOpenChange={onOpenChange}
      title={t('shortcuts.title')}
      width={640}
      footer={
        <>
          <Switch
            label={t('shortcuts.single')}
            isOn={isOn}
            onChange={(next) => {
              setOn(next);
              setSingleKeys(next);
            }}
          />
          <span className="sp" />
          <Button onClick={() => onOpenChange(false)}>{t('shortcuts.close')}</Button>
        </>
      }
    >
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls on small screens, so it must be reachable by keyboard */}
      <div className="keylist" tabIndex={0} role="group" aria-label={t('shortcuts.title')}>
        {listed(groups).map((group) => (
          <section key={group.title}>
            <h3>{group.title}</h3>
            <dl>
              {group.shortcuts.map((shortcut) => (
                <div key={shortcut.keys}>
                  <dt>{shortcut.label}</dt>
                  <dd>
                    <Keys keys={shortcut.keys} />
                    <span className="vh">{spoken(shortcut.keys)}</span>
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Dialog>
  );
}

/** A shortcut in words, as a screen reader says it: "Control + Enter", "G, then I". */
export function useSpokenKeys(): (keys: string) => string {
  const { t, i18n } = useTranslation('shell');
  const nameOf = (part: string): string => {
    const name = part === 'mod' ? (isMac() ? 'command' : 'control') : part;
    return i18n.exists(`shell:keys.${name}`) ? t(`keys.${name}` as 'keys.control') : part.toUpperCase();
  };
  return (keys) =>
    namesOf(keys)
      .map((combo) => combo.map(nameOf).join(' + '))
      .join(t('keys.then'));
}
