import ChevronDown from 'lucide-react/icons/chevron-down';
import { useTranslation } from 'react-i18next';

import type { Status } from '@/shared/api';
import { Button, Icon, Menu, MenuChoice, MenuItem, MenuLabel, MenuLine } from '@/shared/ui';

import type { ComposerKind } from '../types';

export const SEND_STATUSES = ['pending', 'open', 'on_hold', 'resolved'] as const satisfies readonly Status[];
export type SendStatus = (typeof SEND_STATUSES)[number];

export interface OtherWays {
  onLater: () => void;
  /** Null where there is nobody else to tell. */
  onTell: (() => void) | null;
  whyNotTell: string | null;
}

interface SendButtonProps {
  kind: ComposerKind;
  name: string;
  status: SendStatus;
  /** The role may set a status. */
  maySetStatus: boolean;
  onStatus: (status: SendStatus) => void;
  unavailable: string | null;
  busy: string | null;
  onSend: (goesOn: boolean) => void;
  other: OtherWays;
}

/** The button says what happens next: "Send, wait for Helen"; the other ways stand behind the arrow. */
export function SendButton(props: SendButtonProps) {
  const { kind, name, status, maySetStatus, onStatus, unavailable, busy, onSend, other } = props;
  const { t } = useTranslation(['ticket', 'shared']);
  if (kind === 'note') {
    return (
      <Button variant="primary" keys="mod+enter" unavailable={unavailable} busy={busy} onClick={() => onSend(false)}>
        {t('ticket:composer.addNote')}
      </Button>
    );
  }
  return (
    <span className="split">
      <Button variant="primary" keys="mod+enter" unavailable={unavailable} busy={busy} onClick={() => onSend(false)}>
        <bdi>{maySetStatus ? t(`ticket:composer.send.${status}`, { name }) : t('ticket:composer.send.plain')}</bdi>
      </Button>
      <Menu
        align="end"
        side="top"
        label={t('ticket:composer.otherWays')}
        trigger={
          <Button variant="primary" aria-label={t('ticket:composer.otherWays')}>
            <Icon icon={ChevronDown} size={14} />
          </Button>
        }
      >
        {maySetStatus && (
          <>
            <MenuLabel>{t('ticket:composer.thenSet')}</MenuLabel>
            <MenuChoice
              value={status}
              onChoose={onStatus}
              options={SEND_STATUSES.map((value) => ({ value, label: t(`ticket:composer.send.${value}`, { name }) }))}
            />
            <MenuLine />
          </>
        )}
        <MenuItem keys="mod+shift+enter" unavailable={unavailable} onSelect={() => onSend(true)}>
          {t('ticket:composer.sendAndNext')}
        </MenuItem>
        <MenuItem unavailable={unavailable} onSelect={other.onLater}>
          {t('ticket:later.open')}
        </MenuItem>
        {other.onTell && (
          <MenuItem unavailable={other.whyNotTell} onSelect={other.onTell}>
            {t('ticket:tell.open')}
          </MenuItem>
        )}
      </Menu>
    </span>
  );
}
