import Mail from 'lucide-react/icons/mail';
import type { FeatureSlots, Has } from '@/shared/slots';
import { logSearch, suspendedSearch } from './settings/search';

const mayRead = (has: Has): boolean => has('mailbox.read');
const mayWrite = (has: Has): boolean => has('mailbox.write');
const mayReview = (has: Has): boolean => has('mail.review');

/** Settings of a mailbox, shown where one is added; each mailbox that is there has the same. */
const ofMailbox = ['address', 'senderName', 'signature', 'incoming', 'outgoing', 'active', 'acknowledges', 'plus', 'quiet', 'authserv'].map(
  (name) => ({ id: name, labelKey: `email:settings.form.${name}`, path: '/email/new', may: mayWrite }),
);

const screens = () => import('./settings/routes');

export default {
  settings: [
    {
      id: 'email',
      group: 'channels',
      labelKey: 'email:settings.title',
      wordsKey: 'email:settings.words',
      icon: Mail,
      may: (has) => mayRead(has) || mayReview(has),
      fields: [...ofMailbox, { id: 'senders', labelKey: 'email:settings.senders.title', path: '/email/suspended', may: mayReview }],
      routes: [
        { path: '/email', screen: async () => (await screens()).MailboxesRoute },
        { path: '/email/log', search: logSearch, screen: async () => (await screens()).LogRoute },
        { path: '/email/suspended', search: suspendedSearch, screen: async () => (await screens()).SuspendedRoute },
        { path: '/email/$mailbox', screen: async () => (await screens()).MailboxRoute },
      ],
      commands: [
        { id: 'mailboxes', labelKey: 'email:settings.command.mailboxes', path: '/email', may: mayRead },
        { id: 'newMailbox', labelKey: 'email:settings.command.newMailbox', path: '/email/new', may: mayWrite },
        { id: 'suspendedMail', labelKey: 'email:settings.command.suspended', path: '/email/suspended', may: mayReview },
        { id: 'mailLog', labelKey: 'email:settings.command.log', path: '/email/log', may: mayReview },
      ],
    },
  ],
} satisfies FeatureSlots;
