export { CompanyFacts } from './company-facts';
export { daysUntil, healthOf, money, renewalTone } from './figures';
