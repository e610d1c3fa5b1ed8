import { Command } from 'cmdk';
import Search from 'lucide-react/icons/search';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useGrants } from '@/shared/directory';
import { useShortcuts } from '@/shared/lib/shortcuts';
import { findSettings, hasOf, useOpenSettings, useSlots, type FoundSetting } from '@/shared/slots';
import { Icon, useFound } from '@/shared/ui';

const LANGUAGES = ['en', 'de'] as const;
const SHOWN = 12;

/** All settings by their words, in whichever of our languages somebody thinks of them. */
export function SettingsSearch({ onOpened, onSearching }: { onOpened: () => void; onSearching: (isOn: boolean) => void }) {
  const { t, i18n } = useTranslation('settings');
  const { settings } = useSlots();
  const verbs = useGrants();
  const openSettings = useOpenSettings();
  const input = useRef<HTMLInputElement>(null);
  const [text, setText] = useState('');
  const textsOf = (key: string): string[] =>
    [i18n.language, ...LANGUAGES.filter((language) => language !== i18n.language)].map((language) => i18n.getFixedT(language)(key));
  const found = findSettings(settings, hasOf(verbs), textsOf, text).slice(0, SHOWN);
  const isSearching = text.trim() !== '';
  useFound(isSearching ? t('find.count', { count: found.length }) : null);
  useShortcuts(t('title'), [{ keys: '/', label: t('find.label'), run: () => input.current?.focus() }]);
  const change = (next: string): void => {
    setText(next);
    onSearching(next.trim() !== '');
  };
  const open = ({ path, search, hash }: FoundSetting): void => {
    change('');
    onOpened();
    void openSettings(path, { ...(search ? { search } : {}), ...(hash ? { hash } : {}) });
  };
  return (
    <Command shouldFilter={false} loop className="sfind" label={t('find.label')}>
      <span className="field sm">
        <Icon icon={Search} size={14} />
        <Command.Input
          ref={input}
          value={text}
          onValueChange={change}
          placeholder={t('find.label')}
          onKeyDown={(event) => {
            if (event.key !== 'Escape' || text === '') return;
            event.stopPropagation();
            change('');
          }}
        />
      </span>
      <Command.List className="sfound" label={t('find.list')}>
        {isSearching && found.length === 0 ? <Command.Empty className="hint">{t('find.none', { text: text.trim() })}</Command.Empty> : null}
        {found.map((item) => (
          <Command.Item key={item.id} value={item.id} className="sf" onSelect={() => open(item)}>
            <Icon icon={item.section.icon} size={14} />
            <span className="ell">{t(item.field?.labelKey ?? item.section.labelKey)}</span>
            {item.field ? <span className="sf-in ell">{t(item.section.labelKey)}</span> : null}
          </Command.Item>
        ))}
      </Command.List>
    </Command>
  );
}
