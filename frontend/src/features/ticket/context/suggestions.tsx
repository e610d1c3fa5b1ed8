import FileText from 'lucide-react/icons/file-text';
import Lock from 'lucide-react/icons/lock';
import Plus from 'lucide-react/icons/plus';
import { useTranslation } from 'react-i18next';

import { Part, Section, useTicketPart } from '@/shared/ticket-screen';
import { Icon, IconButton, StatusIcon } from '@/shared/ui';

import { ticketApi } from '../api';
import { isKeptOut } from '../model/kept-out';
import { linkHtml } from '../model/link-html';
import { useTicketScreen } from '../ticket-context';

const FIVE_MINUTES = 300_000;

/** Articles that may answer, and tickets that were about the same. */
export function SuggestedArticles() {
  const { t } = useTranslation('ticket');
  const { ticket, insert } = useTicketScreen();
  const query = useTicketPart(ticket.number, 'suggestions', ticketApi.suggestions, { staysMs: FIVE_MINUTES });
  if (query.data === null || isKeptOut(query.error)) return null;
  return (
    <Section name="articles" title={t('suggestions.articles')}>
      <Part query={query} failed={t('suggestions.failed')}>
        {(found) =>
          !found || found.articles.length === 0 ? (
            <p className="t3 f12">{t('suggestions.noArticles')}</p>
          ) : (
            <ul className="lst">
              {found.articles.map((article) => (
                <li key={article.id}>
                  <Icon icon={FileText} size={14} />
                  <a className="name ell" href={article.url} target="_blank" rel="noreferrer" title={article.quote || article.title} dir="auto">
                    {article.title}
                  </a>
                  {!article.customer_url && <Icon icon={Lock} size={12} label={t('suggestions.internal')} />}
                  {ticket.permissions.reply && article.customer_url && (
                    <IconButton
                      size="sm"
                      label={t('suggestions.insert', { title: article.title })}
                      onClick={() => insert(linkHtml(article.title, article.customer_url, window.location.origin))}
                    >
                      <Icon icon={Plus} size={14} />
                    </IconButton>
                  )}
                </li>
              ))}
            </ul>
          )
        }
      </Part>
    </Section>
  );
}

export function SimilarTickets() {
  const { t } = useTranslation('ticket');
  const { ticket, openTicket } = useTicketScreen();
  const { data } = useTicketPart(ticket.number, 'suggestions', ticketApi.suggestions, { staysMs: FIVE_MINUTES });
  if (!data || data.tickets.length === 0) return null;
  return (
    <Section name="similar" title={t('suggestions.tickets')}>
      <ul className="lst">
        {data.tickets.map((similar) => (
          <li key={similar.number}>
            <StatusIcon status={similar.status} hideWord />
            <a
              className="name ell"
              href={`/app/inbox/${similar.number}`}
              title={similar.subject}
              dir="auto"
              onClick={(event) => {
                if (event.metaKey || event.ctrlKey || event.shiftKey) return;
                event.preventDefault();
                openTicket(similar.number);
              }}
            >
              {similar.subject}
            </a>
            <bdi className="t3 f12 nw">#{similar.number}</bdi>
          </li>
        ))}
      </ul>
    </Section>
  );
}
