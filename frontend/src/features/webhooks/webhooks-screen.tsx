import { useQuery } from '@tanstack/react-query';
import Plus from 'lucide-react/icons/plus';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay } from '@/shared/directory';
import { useDocumentTitle } from '@/shared/lib/document-title';
import { useFocusAfter } from '@/shared/lib/focus-after';
import { useShortcuts } from '@/shared/lib/shortcuts';
import { ConnectionBar } from '@/shared/realtime';
import { Button, Empty, Icon, Loaded } from '@/shared/ui';
import { webhooksQuery, type Webhook } from './api';
import { Deliveries } from './deliveries';
import { DeliveryDetails } from './delivery-details';
import { NewWebhookDialog } from './new-webhook-dialog';
import { Paused } from './paused';
import { RemoveDialog } from './remove-dialog';
import type { WebhooksSearch } from './search';
import { WebhookPanel } from './webhook-panel';
import { WebhookTable } from './webhook-table';
import './webhooks.css';

export interface WebhooksScreenProps {
  search: WebhooksSearch;
  onSearch: (search: WebhooksSearch) => void;
}

/** Where events are sent, what became of them, and what one webhook needs. */
export function WebhooksScreen({ search, onSearch }: WebhooksScreenProps) {
  const { t } = useTranslation('webhooks');
  const may = useMay('webhook.read');
  const mayWrite = useMay('webhook.write');
  const [isNew, setNew] = useState(false);
  useDocumentTitle(t('title'));
  useShortcuts(t('title'), mayWrite ? [{ keys: 'n', label: t('new.open'), run: () => setNew(true) }] : []);
  return (
    <main className="pane sp set" id="content" tabIndex={-1} data-pane="content">
      <header className="bar wraps">
        <h1>{t('title')}</h1>
        <span className="sp" />
        {/* eslint-disable-next-line candor/typed-api -- a page for people, not an operation */}
        <a className="link f12" href="/api/v1/docs" target="_blank" rel="noreferrer">
          {t('description')}
        </a>
        {mayWrite ? (
          <Button id="new" variant="primary" icon={<Icon icon={Plus} />} keys="n" onClick={() => setNew(true)}>
            {t('new.open')}
          </Button>
        ) : null}
      </header>
      <ConnectionBar />
      {may ? (
        <Webhooks search={search} onSearch={onSearch} onNew={mayWrite ? () => setNew(true) : null} />
      ) : (
        <Empty title={t('notAllowed')}>{t('notAllowedHint')}</Empty>
      )}
      {isNew ? (
        <NewWebhookDialog
          onClose={() => setNew(false)}
          onMade={(id) => onSearch({ webhook: id })}
        />
      ) : null}
    </main>
  );
}

function Webhooks({ search, onSearch, onNew }: WebhooksScreenProps & { onNew: (() => void) | null }) {
  const { t } = useTranslation('webhooks');
  const query = useQuery(webhooksQuery);
  const [removing, setRemoving] = useState<Webhook | null>(null);
  const list = useRef<HTMLDivElement>(null);
  const leave = useFocusAfter(list, removing !== null);
  const chosen = query.data?.find(({ id }) => id === search.webhook) ?? query.data?.[0];
  return (
    <>
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a region that scrolls must be reachable by keyboard */}
      <div ref={list} className="scroll whbody" tabIndex={0} role="region" aria-label={t('list')}>
        <p className="hint whabout">{t('about')}</p>
        <Loaded query={query} fault={t('fault')}>
          {(rows) =>
            !chosen ? (
              <Empty title={t('none')} action={onNew ? <Button onClick={onNew}>{t('new.open')}</Button> : undefined}>
                {t('noneHint')}
              </Empty>
            ) : (
              <>
                {rows.map((row) => (row.state === 'paused' ? <Paused key={row.id} webhook={row} /> : null))}
                <WebhookTable rows={rows} chosen={chosen.id} onChoose={(id) => onSearch({ webhook: id })} />
                <div className="whcols">
                  <Deliveries
                    key={chosen.id}
                    webhook={chosen}
                    state={search.state}
                    chosen={search.delivery}
                    onState={(state) => onSearch({ webhook: chosen.id, state })}
                    onChoose={(delivery) => onSearch({ webhook: chosen.id, state: search.state, delivery })}
                  />
                  <aside className="whside" aria-label={t('panel', { url: chosen.url })}>
                    {search.delivery ? (
                      <DeliveryDetails
                        key={search.delivery}
                        webhook={chosen}
                        id={search.delivery}
                        onClose={() => onSearch({ webhook: chosen.id, state: search.state })}
                      />
                    ) : null}
                    <WebhookPanel key={chosen.id} webhook={chosen} onRemove={() => setRemoving(chosen)} />
                  </aside>
                </div>
              </>
            )
          }
        </Loaded>
      </div>
      {removing ? (
        <RemoveDialog
          webhook={removing}
          onClose={() => setRemoving(null)}
          onDone={() => {
            leave();
            onSearch({});
          }}
        />
      ) : null}
    </>
  );
}
