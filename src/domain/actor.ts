// Who acts, and what they may do.

export const ACTOR_KINDS = ["person", "token", "source", "system"] as const;
export type ActorKind = (typeof ACTOR_KINDS)[number];
export interface Actor {
  kind: ActorKind;
  name: string;
}
/** What Tocsin does by itself: clocks, auto-resolve, reconciliation. */
export const SYSTEM: Actor = { kind: "system", name: "tocsin" };

export const ROLES = ["viewer", "responder", "admin"] as const;
export type Role = (typeof ROLES)[number];
type Needed = Role | "source" | "system" | "anyone";

/**
 * The lowest role that may do a thing. `source` verbs are for senders of alerts, `system` ones for the daemon itself; `anyone`
 * may do what a public form or the link in a message asks for.
 */
const NEEDS = {
  listIncidents: "viewer",
  getIncident: "viewer",
  listIncidentEvents: "viewer",
  listIncidentAlerts: "viewer",
  getStatus: "viewer",
  listComponents: "viewer",
  getComponent: "viewer",
  listAmendments: "viewer",
  getReport: "viewer",
  listMaintenances: "viewer",
  getMaintenance: "viewer",
  listMaintenanceEvents: "viewer",
  listOccurrences: "viewer",
  previewMaintenance: "viewer",
  listSubscribers: "viewer",
  listDeliveries: "viewer",
  getDelivery: "viewer",
  getNotify: "viewer",
  listEvents: "viewer",
  listSources: "viewer",
  listPages: "viewer",
  getWhoami: "viewer",
  getDoctor: "viewer",
  getMetrics: "viewer",
  openIncident: "responder",
  ackIncident: "responder",
  unackIncident: "responder",
  resolveIncident: "responder",
  closeIncident: "responder",
  reopenIncident: "responder",
  mergeIncident: "responder",
  assignIncident: "responder",
  snoozeIncident: "responder",
  editIncident: "responder",
  noteIncident: "responder",
  postIncident: "responder",
  editPost: "responder",
  retryDelivery: "responder",
  pauseNotify: "responder",
  resumeNotify: "responder",
  setOverride: "responder",
  clearOverride: "responder",
  listSourceRequests: "responder",
  scheduleMaintenance: "responder",
  editMaintenance: "responder",
  startMaintenance: "responder",
  verifyMaintenance: "responder",
  endMaintenance: "responder",
  extendMaintenance: "responder",
  skipMaintenance: "responder",
  cancelMaintenance: "responder",
  updateMaintenance: "responder",
  amendComponent: "admin",
  addSubscriber: "admin",
  removeSubscriber: "admin",
  rotateSubscriber: "admin",
  importSubscribers: "admin",
  testDelivery: "admin",
  createToken: "admin",
  listTokens: "admin",
  revokeToken: "admin",
  rotatePageToken: "admin",
  repairReaders: "admin",
  listAudit: "admin",
  diffConfig: "admin",
  reloadConfig: "admin",
  requestSubscription: "anyone",
  confirmSubscription: "anyone",
  changeSubscription: "anyone",
  unsubscribe: "anyone",
  ingestAlerts: "source",
  expireAck: "system",
  expireOverride: "system",
  expireAlerts: "system",
  renewLeases: "system",
  moveMaintenance: "system",
  syncComponents: "system",
  syncTeam: "system",
  syncDayZones: "system",
  rollUpDays: "system",
} as const satisfies Record<string, Needed>;
export type Verb = keyof typeof NEEDS;

export const roleNeeded = (verb: Verb): Needed => NEEDS[verb];

/** May somebody of this role do this? People never get at the verbs of sources and of the system. */
export const isAllowed = (actor: Actor, role: Role | null, verb: Verb): boolean => {
  const needed = NEEDS[verb];
  if (actor.kind === "system" || needed === "anyone") return true;
  if (needed === "source") return actor.kind === "source";
  if (needed === "system" || role === null) return false;
  return ROLES.indexOf(role) >= ROLES.indexOf(needed);
};
