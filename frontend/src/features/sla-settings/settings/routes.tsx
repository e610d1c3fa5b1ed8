export { CalendarsScreen } from './calendars-screen';
export { PoliciesScreen } from './policies-screen';
export { ReportScreen } from './report-screen';
