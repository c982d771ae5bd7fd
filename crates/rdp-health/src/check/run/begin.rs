//! How each question is put, and how its answer joins what is known.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::oneshot;

use super::super::certificates;
use super::company::{Company, Listed};
use super::{Answered, Asking, Join, Known, Run, Spot, kdc_proxy};
use crate::observe::{AddressObservations, Conversation, Endpoint, Observations, OtherPort};
use crate::outcome::{Outcome, Skipped};
use crate::plan::offers::Listing;
use crate::plan::{self, Ask, At, Party, Task};

impl Run<'_> {
    /// Puts a question, after a rest where the party did not answer the last one readily.
    pub(super) fn begin<'r>(&'r self, task: Task, known: &mut Known, rest: bool) -> Asking<'r> {
        let Task { party, ask, why } = task;
        let probe = self.probe;
        let joins = move |join: Join| Answered { party, ready: true, join, more: None };
        match ask {
            Ask::ResolveProxy(name) => Box::pin(async move {
                let resolved = probe.resolve(&name, Err(Skipped::AddressGiven), None).await;
                joins(Box::new(move |known| {
                    if let Outcome::Done(proxy) = &mut known.seen.proxy {
                        proxy.resolve = resolved;
                    }
                }))
            }),
            Ask::Resolve(which, name) => Box::pin(async move {
                let known_to = move |resolved| -> Join {
                    Box::new(move |known| {
                        if let Some(endpoint) = known.seen.endpoint_mut(which) {
                            endpoint.resolve = resolved;
                        }
                    })
                };
                let (early, first) = oneshot::channel();
                let compare = plan::compare_given(which, self.options);
                let mut all =
                    Box::pin(
                        async move { joins(known_to(probe.resolve(&name, compare, Some(early)).await)) },
                    );
                tokio::select! {
                    biased;
                    whole = &mut all => whole,
                    Ok(first) = first => {
                        Answered { more: Some(all), ..joins(known_to(Outcome::Done(first))) }
                    }
                }
            }),
            Ask::MadeUp(which, name) => Box::pin(async move {
                let answers = probe.made_up(&name).await;
                joins(Box::new(move |known| {
                    if let Some(Endpoint { resolve: Outcome::Done(resolution), .. }) =
                        known.seen.endpoint_mut(which)
                    {
                        resolution.made_up = answers;
                    }
                }))
            }),
            Ask::Route(at) => {
                let spot = Spot::of(at, &mut known.seen);
                Box::pin(async move {
                    let route = spot.map(|spot| probe.route(spot.address));
                    joins(to(at, route, |seen, route| seen.route = route))
                })
            }
            Ask::Reverse(at) => {
                let spot = Spot::of(at, &mut known.seen);
                Box::pin(async move {
                    let names = match spot {
                        Some(spot) => Some(probe.reverse(spot.address).await),
                        None => None,
                    };
                    joins(to(at, names, |seen, names| seen.reverse = names))
                })
            }
            Ask::Converse(at, question, wait) => {
                let spot = Spot::of(at, &mut known.seen);
                let company = known.company.clone();
                let alone = known.seen.address_mut(at).map_or(Duration::ZERO, |seen| {
                    seen.conversations.iter().map(Conversation::longest).max().unwrap_or_default()
                });
                Box::pin(async move {
                    let Some(spot) = spot else { return joins(Box::new(|_| {})) };
                    let peer = spot.peer(&self.opening);
                    let conversation = match &company {
                        Some(company) => {
                            let _place = company.place().await;
                            let conversation = probe.ask(&peer, question, wait, why).await;
                            if !company.bears(&conversation, alone) && !probe.out_of_time() {
                                // It may have been its company: it is still to be asked.
                                return Answered { ready: false, ..joins(Box::new(|_| {})) };
                            }
                            conversation
                        }
                        None => {
                            self.rest(rest).await;
                            probe.ask(&peer, question, wait, why).await
                        }
                    };
                    let ready = conversation.was_ready();
                    Answered {
                        ready,
                        ..joins(to(at, Some(conversation), |seen, one| seen.conversations.push(one)))
                    }
                })
            }
            Ask::Port(at, step) => {
                let spot = Spot::of(at, &mut known.seen);
                Box::pin(async move {
                    let port = match spot {
                        Some(spot) => {
                            self.rest(rest).await;
                            let address = plan::at_port(spot.address, step.port);
                            Some(probe.ask_port(address, step.question, step.why).await)
                        }
                        None => None,
                    };
                    // Only a host that is silent or mute is asked at other ports.
                    Answered { ready: false, ..joins(to(at, port, push_port)) }
                })
            }
            Ask::Path(at, protocols, attempts) => {
                let spot = Spot::of(at, &mut known.seen);
                Box::pin(async move {
                    let path = match spot {
                        Some(spot) => {
                            let peer = spot.peer(&self.opening);
                            Some(probe.measure_path(&peer, protocols, attempts).await)
                        }
                        None => None,
                    };
                    let measured = path.as_ref().and_then(Outcome::done);
                    let ready = measured.is_none_or(|path| path.lost() == 0);
                    Answered { ready, ..joins(to(at, path, |seen, path| seen.path = path)) }
                })
            }
            Ask::Offers(at, protocols) => {
                let most = self.options.max_connections;
                let company = Arc::new(Company::new(most));
                let in_company = matches!(party, Party::Listing(_));
                known.company = in_company.then(|| Arc::clone(&company));
                let spot = Spot::of(at, &mut known.seen);
                let (role, options) = (spot.as_ref().map(|spot| spot.role), self.options);
                let halted = known.halted.extract_if(.., |(place, _)| *place == at).next();
                // What else there is to ask goes first, once the host turns out to be slow or lossy.
                let measures = |seen: &AddressObservations| {
                    role.is_some_and(|role| plan::measures_path(role, seen, options))
                };
                let seen = known.seen.address_mut(at);
                let halts = halted.is_none() && (in_company || seen.as_deref().is_some_and(measures));
                let listing = match halted {
                    Some((_, listing)) => Some(listing),
                    None => seen.map(|seen| Listing::new(seen, most, in_company)),
                };
                Box::pin(async move {
                    let (Some(spot), Some(listing)) = (spot, listing) else {
                        return joins(Box::new(|_| {}));
                    };
                    if !in_company {
                        self.rest(rest).await;
                    }
                    let Listed { listing, attempts, halted } =
                        self.list(&spot, protocols, listing, &company, halts).await;
                    let (ready, role, options) = (listing.was_ready(), spot.role, options.clone());
                    let join: Join = Box::new(move |known| {
                        known.company = None;
                        if halted {
                            known.disturbed = true;
                            return known.halted.push((at, listing));
                        }
                        let Some(seen) = known.seen.address_mut(at) else { return };
                        seen.tls_offers = Outcome::Done(listing.finish());
                        if seen.path.is_pending()
                            && let Some(path) = plan::path_of_listing(role, seen, &options, attempts)
                        {
                            seen.path = Outcome::Done(path);
                        }
                    });
                    Answered { ready: ready && !halted, ..joins(join) }
                })
            }
            Ask::Udp(address) => Box::pin(async move {
                let udp = self.udp(address).await;
                joins(Box::new(move |known| known.seen.udp = Outcome::Done(udp)))
            }),
            Ask::Listener(role, address, through) => {
                let company = known.company.clone();
                Box::pin(async move {
                    let name = self.target.host.to_string();
                    let spot = Spot { role, name, path: None, address, through };
                    let listener = match &company {
                        Some(company) => {
                            let _place = company.place().await;
                            self.listener(spot, why).await
                        }
                        None => {
                            self.rest(rest).await;
                            self.listener(spot, why).await
                        }
                    };
                    // A listener that nobody switched on refuses at once, and that is an answer.
                    let ready = listener.conversations().all(|one| one.was_ready() || one.was_refused());
                    if !ready && company.is_some_and(|company| company.is_over()) {
                        return Answered { ready, ..joins(Box::new(|_| {})) };
                    }
                    let join: Join = Box::new(move |known| match &mut known.seen.websocket {
                        Outcome::Done(listeners) => listeners.push(listener),
                        none => *none = Outcome::Done(vec![listener]),
                    });
                    Answered { ready, ..joins(join) }
                })
            }
            Ask::Stun => Box::pin(async move {
                let stun = self.stun().await;
                joins(Box::new(move |known| known.seen.stun = stun))
            }),
            Ask::DomainControllers(domain) => Box::pin(async move {
                let kerberos = probe.kerberos(&domain).await;
                joins(Box::new(move |known| known.seen.kerberos = Outcome::Done(kerberos)))
            }),
            Ask::KdcProxy(proxy) => {
                let address = kdc_proxy::address_of(&proxy.host, &known.seen);
                Box::pin(async move {
                    self.rest(rest).await;
                    let endpoint = self.kdc_proxy(&proxy, address, why).await;
                    joins(Box::new(move |known| known.seen.kdc_proxy = Outcome::Done(endpoint)))
                })
            }
            Ask::KdcPorts(it) => Box::pin(async move {
                let ports = probe.kdc_ports(&it.domain, &it.records, it.host).await;
                joins(Box::new(move |known| {
                    if let Outcome::Done(kerberos) = &mut known.seen.kerberos {
                        kerberos.ports = Outcome::Done(ports);
                    }
                }))
            }),
            Ask::Stores => Box::pin(async move {
                let stores = probe.stores().await;
                joins(Box::new(move |known| known.stores = Some(stores)))
            }),
            Ask::Certificates => {
                known.chains_examined = plan::distinct_chains(&known.seen);
                let (mut seen, stores) = (known.seen.clone(), known.stores.clone());
                Box::pin(async move {
                    if let Some(stores) = stores {
                        certificates::look(probe, &stores, &mut seen).await;
                    }
                    let Observations { trust, issuers, revocation, .. } = seen;
                    joins(Box::new(move |known| {
                        (known.seen.trust, known.seen.issuers) = (trust, issuers);
                        known.seen.revocation = revocation;
                    }))
                })
            }
        }
    }
}

/// An answer that belongs to one address.
fn to<T: Send + 'static>(at: At, answer: Option<T>, join: fn(&mut AddressObservations, T)) -> Join {
    Box::new(move |known| {
        if let (Some(seen), Some(answer)) = (known.seen.address_mut(at), answer) {
            join(seen, answer);
        }
    })
}

fn push_port(seen: &mut AddressObservations, port: OtherPort) {
    match &mut seen.other_ports {
        Outcome::Done(ports) => ports.push(port),
        none => *none = Outcome::Done(vec![port]),
    }
}
