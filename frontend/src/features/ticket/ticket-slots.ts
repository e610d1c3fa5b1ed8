import type { FeatureTicketSlots } from '@/shared/slots';

import { AskCopilot } from './context/ask-copilot';
import { CallMark } from './calls/call-mark';
import { Clocks } from './context/clocks';
import { Customer } from './context/customer';
import { OtherTickets } from './context/other-tickets';
import { Followers } from './following/followers';
import { Links } from './merging/links';
import { Origin, Unmerge } from './merging/marks';
import { SplitButton } from './merging/split-button';
import { RoutingWhy } from './context/routing-why';
import { SessionTrail } from './context/session-trail';
import { SimilarTickets, SuggestedArticles } from './context/suggestions';
import { Triage } from './context/triage';
import { stepKinds } from './timeline/step-kinds';

/** Places leave room between them for the sections of other features. */
export default {
  panel: [
    { id: 'customer', labelKey: 'ticket:context.customer', places: { customer: 10 }, component: Customer },
    { id: 'session', labelKey: 'ticket:session.title', places: { customer: 20 }, component: SessionTrail },
    { id: 'clocks', labelKey: 'ticket:clocks.title', places: { customer: 30 }, component: Clocks },
    { id: 'routing', labelKey: 'ticket:routing.title', places: { customer: 40 }, may: (has) => has('colleagues'), component: RoutingWhy },
    {
      id: 'articles',
      labelKey: 'ticket:suggestions.articles',
      places: { customer: 50, copilot: 30 },
      component: SuggestedArticles,
    },
    { id: 'links', labelKey: 'ticket:links.title', places: { customer: 55 }, component: Links },
    // Alone there is nobody to follow with.
    { id: 'followers', labelKey: 'ticket:followers.title', places: { customer: 57 }, may: (has) => has('colleagues'), component: Followers },
    { id: 'others', labelKey: 'ticket:others.title', places: { customer: 60 }, component: OtherTickets },
    {
      id: 'ask',
      labelKey: 'ticket:draft.ask',
      places: { copilot: 10 },
      may: (_has, ticket) => ticket.permissions.reply,
      component: AskCopilot,
    },
    { id: 'triage', labelKey: 'ticket:triage.title', places: { copilot: 20 }, component: Triage },
    { id: 'similar', labelKey: 'ticket:suggestions.tickets', places: { copilot: 40 }, component: SimilarTickets },
  ],
  steps: stepKinds,
  entry: [
    { id: 'call', labelKey: 'ticket:call.title', place: 'mark', at: ['message', 'note'], component: CallMark },
    { id: 'origin', labelKey: 'ticket:merge.open', place: 'mark', at: ['message', 'note'], component: Origin },
    { id: 'split', labelKey: 'ticket:split.title', place: 'mark', at: ['message'], component: SplitButton },
    { id: 'unmerge', labelKey: 'ticket:merge.part', place: 'mark', at: ['step'], component: Unmerge },
  ],
  live: [
    { id: 'sla', on: ['tickets.', 'sla.', 'routing.'] },
    { id: 'routing', on: ['routing.', 'tickets.entry_appended'] },
    { id: 'handoff', on: ['assistant.', 'tickets.entry_appended'] },
    { id: 'triage', on: ['assistant.', 'tickets.entry_appended'] },
    { id: 'session', on: ['widget.', 'tickets.message_received'] },
    { id: 'suggestions', on: ['tickets.message_received'] },
    { id: 'scheduled', on: ['tickets.entry_appended', 'tickets.reply_posted'] },
    { id: 'merges', on: ['tickets.ticket_merged', 'tickets.ticket_unmerged'] },
    { id: 'followers', on: ['tickets.ticket_merged', 'tickets.ticket_unmerged', 'tickets.note_added'] },
    { id: 'assignees', on: ['tickets.ticket_changed'] },
  ],
} satisfies FeatureTicketSlots;
