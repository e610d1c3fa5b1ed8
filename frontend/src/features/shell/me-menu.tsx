import AtSign from 'lucide-react/icons/at-sign';
import LogOut from 'lucide-react/icons/log-out';
import { useTranslation } from 'react-i18next';
import type { Me, PresenceStatus, Theme } from '@/shared/api';
import { Avatar, Icon, Menu, MenuChoice, MenuItem, MenuLabel, MenuLine, PresenceDot } from '@/shared/ui';
import { applyTheme } from './theme';
import type { MeChange } from './use-update-me';

const PRESENCES: readonly PresenceStatus[] = ['online', 'away', 'away_handing_on', 'offline'];
const THEMES: readonly Theme[] = ['system', 'light', 'dark'];
const NOTICES = ['never', 'away', 'always'] as const;
const LOCALES = { en: 'English', de: 'Deutsch' } as const;

export interface MeMenuProps {
  me: Me;
  onChange: (change: MeChange) => void;
  /** Shows the tickets whose notes name this person. */
  onMentions: () => void;
  onSignOut: () => void;
  side?: 'right' | 'top';
}

export function MeMenu({ me, onChange, onMentions, onSignOut, side = 'right' }: MeMenuProps) {
  const { t } = useTranslation(['shell', 'shared']);
  const presence = t(`shared:presence.${me.presence}`);
  return (
    <Menu
      side={side}
      align="end"
      label={me.name}
      trigger={
        <button type="button" className="rail-me" aria-label={t('meLabel', { name: me.name, presence })}>
          <Avatar id={me.id} name={me.name} size={28} picture={me.picture} />
          <PresenceDot presence={me.presence} />
        </button>
      }
    >
      <MenuLabel>
        <span dir="auto">{me.name}</span>
      </MenuLabel>
      <MenuChoice
        value={me.presence}
        options={PRESENCES.map((value) => ({
          value,
          label: t(`shared:presence.${value}`),
          hint: t(`presenceHint.${value}`),
          icon: (
            <span className="pa menu-pres">
              <PresenceDot presence={value} />
            </span>
          ),
        }))}
        onChoose={(value) => onChange({ presence: value, presence_is_manual: true })}
      />
      <MenuLine />
      <MenuChoice
        label={t('theme.label')}
        value={me.theme}
        options={THEMES.map((value) => ({ value, label: t(`theme.${value}`) }))}
        onChoose={(theme) => {
          applyTheme(theme);
          onChange({ theme });
        }}
      />
      <MenuLine />
      <MenuChoice
        label={t('language')}
        value={me.locale.startsWith('de') ? 'de' : 'en'}
        options={(Object.keys(LOCALES) as (keyof typeof LOCALES)[]).map((value) => ({ value, label: LOCALES[value] }))}
        onChoose={(locale) => onChange({ locale })}
      />
      <MenuLine />
      <MenuChoice
        label={t('mailNotices.label')}
        value={me.mail_notices}
        options={NOTICES.map((value) => ({ value, label: t(`mailNotices.${value}`) }))}
        onChoose={(mail_notices) => onChange({ mail_notices })}
      />
      <MenuLine />
      <MenuItem icon={<Icon icon={AtSign} />} onSelect={onMentions}>
        {t('mentions')}
      </MenuItem>
      <MenuItem icon={<Icon icon={LogOut} />} onSelect={onSignOut}>
        {t('signOut')}
      </MenuItem>
    </Menu>
  );
}
