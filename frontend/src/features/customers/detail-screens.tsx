import { useInfiniteQuery, useQuery, useQueryClient, type QueryKey } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import ChevronLeft from 'lucide-react/icons/chevron-left';
import Merge from 'lucide-react/icons/merge';
import Pencil from 'lucide-react/icons/pencil';
import Plus from 'lucide-react/icons/plus';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { api, keys } from '@/shared/api';
import { CompanyBilling } from '@/shared/company/billing';
import { CustomerFields, type Given } from '@/shared/custom-fields';
import { useMay } from '@/shared/directory';
import { useDocumentTitle } from '@/shared/lib/document-title';
import { useShortcuts } from '@/shared/lib/shortcuts';
import { ConnectionBar } from '@/shared/realtime';
import { SettingsLink } from '@/shared/slots';
import { NewTicketDialog } from '@/shared/ticket-list';
import { Avatar, Badge, Button, Empty, ErrorState, Icon, PersonName, useShownName } from '@/shared/ui';
import { companyQuery, contactQuery, contactsQuery } from './api';
import { CompanySection } from './company-section';
import { More } from './customers-screen';
import { EditContact } from './edit-contact';
import { Identities, Merged, Tombstone } from './identities';
import { MergeDialog } from './merge-dialog';
import { CustomerTickets } from './ticket-list';
import './customers.css';

function Frame({ crumb, name, end, children }: { crumb: ReactNode; name: string; end?: ReactNode; children: ReactNode }) {
  const { t } = useTranslation('customers');
  return (
    <main className="pane sp cust" id="content" tabIndex={-1} data-pane="content">
      <header className="bar">
        <Link to="/customers" className="ib sm" aria-label={t('back')}>
          <Icon icon={ChevronLeft} />
        </Link>
        <div className="crumb ell">
          {crumb}
          <h1 className="ell" dir="auto">{name}</h1>
        </div>
        <span className="sp" />
        {end}
      </header>
      <ConnectionBar />
      <div className="scroll">{children}</div>
    </main>
  );
}

/** A company; `health` stands above its tickets. */
export function CompanyScreen({ id, health }: { id: number; health?: ReactNode }) {
  const { t } = useTranslation('customers');
  const query = useQuery(companyQuery(id));
  const company = query.data;
  const mayBilling = useMay('billing.read');
  const mayWrite = useMay('customer.write');
  const setCompany = useSetValue(keys.company(id), (custom) => api.patch('/companies/{company_id}', { path: { company_id: id }, body: { custom } }));
  useDocumentTitle(company?.name ?? '');
  if (query.error && !company) {
    return (
      <Frame crumb={null} name={t('title')}>
        <ErrorState title={t('fault')} error={query.error} onRetry={() => void query.refetch()} />
      </Frame>
    );
  }
  if (!company) return <Frame crumb={null} name={t('loading')}>{null}</Frame>;
  return (
    <Frame crumb={<Avatar id={company.id} name={company.name} size={24} isCompany />} name={company.name}>
      <div className="cust-cols">
        <div>
          {health}
          <CustomerTickets filters={{ company: id }} />
        </div>
        <aside aria-label={t('about', { name: company.name })}>
          {company.domain ? <p className="t2"><bdi>{company.domain}</bdi></p> : null}
          <CompanySection company={company} />
          <CustomerFields of="company" values={company.custom} mayWrite={mayWrite} save={setCompany} />
          {mayBilling ? <CompanyBilling id={id} /> : null}
          <CompanyContacts id={id} />
        </aside>
      </div>
    </Frame>
  );
}

/** Sends one value of a field, and shows what is then stored. */
function useSetValue<Found>(key: QueryKey, send: (custom: Record<string, Given>) => Promise<Found>) {
  const client = useQueryClient();
  return async (field: string, value: Given): Promise<void> => {
    const fresh = await send({ [field]: value });
    client.setQueryData<Found>(key, fresh);
  };
}

function CompanyContacts({ id }: { id: number }) {
  const { t } = useTranslation('customers');
  const query = useInfiniteQuery(contactsQuery({ company: id }));
  const rows = query.data?.pages.flatMap((page) => page.results) ?? [];
  return (
    <section className="card-list" aria-label={t('contacts')}>
      <h2>{t('contacts')}</h2>
      {query.error && rows.length === 0 ? (
        <ErrorState title={t('fault')} error={query.error} onRetry={() => void query.refetch()} />
      ) : !query.isPending && rows.length === 0 ? (
        <Empty title={t('noContacts')} />
      ) : (
        <ul>
          {rows.map((contact) => (
            <li key={contact.id}>
              <Link to="/customers/contacts/$id" params={{ id: String(contact.id) }} className="trow">
                <Avatar id={contact.id} name={contact.name} size={20} />
                <span className="ell med" dir="auto"><PersonName name={contact.name} /></span>
                <span className="t3 f12 ell" dir="auto">{contact.title || contact.email}</span>
              </Link>
            </li>
          ))}
        </ul>
      )}
      <More hasMore={query.hasNextPage} isBusy={query.isFetchingNextPage} onMore={() => void query.fetchNextPage()} />
    </section>
  );
}

export function ContactScreen({ id }: { id: number }) {
  const { t } = useTranslation('customers');
  const shown = useShownName();
  const navigate = useNavigate();
  const query = useQuery(contactQuery(id));
  const contact = query.data;
  const company = useQuery({ ...companyQuery(contact?.company?.id ?? 0), enabled: Boolean(contact?.company) }).data;
  const [isCreating, setCreating] = useState(false);
  const [isMerging, setMerging] = useState(false);
  const [isEditing, setEditing] = useState(false);
  const mayMerge = useMay('customer.merge');
  const mayErase = useMay('customer.erase');
  const mayWrite = useMay('customer.write');
  const setContact = useSetValue(keys.contact(id), (custom) => api.patch('/contacts/{contact_id}', { path: { contact_id: id }, body: { custom } }));
  const isGone = contact !== undefined && contact.merged_into !== null;
  const name = shown(contact?.name ?? '');
  const merge = { keys: 'm', label: t('merge.open'), run: () => setMerging(true) };
  const edit = { keys: 'e', label: t('edit.open'), run: () => setEditing(true) };
  useShortcuts(name, contact && !isGone ? [...(mayWrite ? [edit] : []), ...(mayMerge ? [merge] : [])] : []);
  useDocumentTitle(name);
  if (query.error && !contact) {
    return (
      <Frame crumb={null} name={t('title')}>
        <ErrorState title={t('fault')} error={query.error} onRetry={() => void query.refetch()} />
      </Frame>
    );
  }
  if (!contact) return <Frame crumb={null} name={t('loading')}>{null}</Frame>;
  return (
    <Frame
      crumb={<Avatar id={contact.id} name={contact.name} size={24} />}
      name={name}
      end={
        contact.email && !isGone ? (
          <Button icon={<Icon icon={Plus} />} onClick={() => setCreating(true)}>
            {t('newTicket')}
          </Button>
        ) : null
      }
    >
      {contact.merged_into === null ? null : <Tombstone into={contact.merged_into} />}
      <div className="cust-cols">
        <div>
          <CustomerTickets filters={{ contact: id }} />
        </div>
        <aside aria-label={t('about', { name })}>
          <dl className="kv">
            {contact.title ? <Fact name={t('column.title')} value={contact.title} /> : null}
            {contact.email ? <Fact name={t('column.email')} value={contact.email} /> : null}
            {contact.phone ? <Fact name={t('column.phone')} value={contact.phone} /> : null}
            {contact.timezone ? <Fact name={t('fact.timezone')} value={contact.timezone} /> : null}
            {contact.locale ? <Fact name={t('column.language')} value={contact.locale} /> : null}
          </dl>
          {mayWrite && !isGone ? (
            <div>
              <Button size="sm" keys="e" icon={<Icon icon={Pencil} />} onClick={() => setEditing(true)}>
                {t('edit.open')}
              </Button>
            </div>
          ) : null}
          <CustomerFields of="contact" values={contact.custom} mayWrite={mayWrite && !isGone} save={setContact} />
          {contact.is_blocked ? <Badge tone="bad">{t('blocked')}</Badge> : null}
          {contact.is_visitor ? <Badge tone="mute">{t('visitor')}</Badge> : null}
          {isGone ? null : (
            <Identities identities={contact.identities} label={t('identity.label')}>
              {mayMerge ? (
                <Button size="sm" keys="m" icon={<Icon icon={Merge} />} onClick={() => setMerging(true)}>
                  {t('merge.open')}
                </Button>
              ) : null}
            </Identities>
          )}
          <Merged contact={contact} />
          {mayErase && !isGone ? (
            <p>
              <SettingsLink className="link" path="/privacy" search={{ contact: id }} hash="person">
                {t('personData')}
              </SettingsLink>
            </p>
          ) : null}
          {contact.company ? (
            <h2 className="side-h">
              <Link className="link" to="/customers/$id" params={{ id: String(contact.company.id) }}>
                <bdi>{contact.company.name}</bdi>
              </Link>
            </h2>
          ) : null}
          {company ? <CompanySection company={company} /> : null}
        </aside>
      </div>
      <NewTicketDialog
        isOpen={isCreating}
        onOpenChange={setCreating}
        requester={{ id: contact.id, email: contact.email, name: contact.name }}
        onCreated={(number) => void navigate({ to: '/inbox/$number', params: { number: String(number) } })}
      />
      {isEditing ? <EditContact contact={contact} onClose={() => setEditing(false)} /> : null}
      {mayMerge && !isGone ? (
        <MergeDialog
          contact={contact}
          isOpen={isMerging}
          onOpenChange={setMerging}
          onMerged={(survivor) => {
            if (survivor !== id) void navigate({ to: '/customers/contacts/$id', params: { id: String(survivor) } });
          }}
        />
      ) : null}
    </Frame>
  );
}

const Fact = ({ name, value }: { name: string; value: string }) => (
  <>
    <dt>{name}</dt>
    <dd className="wrap"><bdi>{value}</bdi></dd>
  </>
);
