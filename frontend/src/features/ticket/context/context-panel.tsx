import { useEffect, useRef, useState } from 'react';
import PanelRightClose from 'lucide-react/icons/panel-right-close';
import { useTranslation } from 'react-i18next';

import { grantsOf } from '@/shared/directory';
import { hasOf, sectionsOf, useTicketSlots, type PanelTab } from '@/shared/slots';
import { SectionBoundary } from '@/shared/ticket-screen';
import { Icon, IconButton } from '@/shared/ui';

import { useTicketScreen } from '../ticket-context';
interface ContextPanelProps {
  isOpen: boolean;
  /** It lies over the conversation. */
  isDrawer: boolean;
  onClose: () => void;
}

/** Who this is and what is known: beside the conversation, or over it on narrower screens. */
export function ContextPanel({ isOpen, isDrawer, onClose }: ContextPanelProps) {
  const { t } = useTranslation('ticket');
  const { ticket, me } = useTicketScreen();
  const { panel: filled } = useTicketSlots();
  const [tab, setTab] = useState<PanelTab>('customer');
  const panel = useRef<HTMLElement>(null);
  const isShownAsDrawer = isOpen && isDrawer;
  const wasShown = useRef(isShownAsDrawer);

  useEffect(() => {
    // A drawer that was opened takes focus; one that stood open when the ticket opened does not.
    if (isShownAsDrawer && !wasShown.current) panel.current?.focus();
    wasShown.current = isShownAsDrawer;
  }, [isShownAsDrawer]);

  if (!isOpen) return null;
  return (
    // eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- Escape closes the drawer from anywhere inside it
    <aside
      ref={panel}
      id="context"
      className={isDrawer ? 'pane ctx ticket drawer' : 'pane ctx ticket'}
      data-pane="context"
      tabIndex={-1}
      aria-label={t('context.label')}
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || !isDrawer || event.defaultPrevented) return;
        event.stopPropagation();
        onClose();
        document.getElementById('conversation')?.focus();
      }}
    >
      <div className="tabs">
        <TabButton tab="customer" current={tab} onChoose={setTab}>
          {t('context.customer')}
        </TabButton>
        <TabButton tab="copilot" current={tab} onChoose={setTab}>
          {t('context.copilot')}
        </TabButton>
        <span className="sp" />
        <IconButton size="sm" label={t('context.hide')} keys="]" onClick={onClose}>
          <Icon icon={PanelRightClose} size={14} />
        </IconButton>
      </div>
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls, so it must be reachable by keyboard */}
      <div className="scroll" tabIndex={0} role="group" aria-label={t(`context.${tab}`)}>
        {sectionsOf(filled, tab, hasOf(grantsOf(me)), ticket).map(({ id, labelKey, component: Content }) => (
          <SectionBoundary key={`${tab} ${id}`} name={t(labelKey)}>
            <Content />
          </SectionBoundary>
        ))}
      </div>
    </aside>
  );
}

interface TabButtonProps {
  tab: PanelTab;
  current: PanelTab;
  onChoose: (tab: PanelTab) => void;
  children: string;
}

function TabButton({ tab, current, onChoose, children }: TabButtonProps) {
  return (
    <button
      type="button"
      className={tab === current ? 'on' : ''}
      aria-pressed={tab === current}
      onClick={() => onChoose(tab)}
    >
      {children}
    </button>
  );
}
