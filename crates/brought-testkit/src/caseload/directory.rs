//! The made-up organisations, services and practitioners of Harrowmere.

use brought_domain::person::{Audience, Organisation, Practitioner, Service};
use brought_domain::work::Role;
use brought_domain::{OrganisationId, PractitionerId, ServiceId};

macro_rules! directory {
    ($( $(#[$meta:meta])* $kind:ident { $( $member:ident = $id:literal, $name:literal; )+ } )+) => { $(
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(super) enum $kind { $( $member, )+ }

        impl $kind {
            pub(super) const ALL: &'static [Self] = &[ $( Self::$member, )+ ];
            fn code(self) -> &'static str { match self { $( Self::$member => $id, )+ } }
            pub(super) fn name(self) -> &'static str { match self { $( Self::$member => $name, )+ } }
        }
    )+ };
}

directory! {
    /// An organisation. The ids look like ODS codes and are none.
    Body {
        Community = "XXA01", "Harrowmere Community Health";
        Hospital = "XXB02", "Harrowmere General Hospital";
        MentalHealth = "XXC03", "Harrowmere Mental Health Partnership";
        Council = "XXD04", "Harrowmere Council";
    }

    /// A service.
    Team {
        HealthVisiting = "health-visiting", "Health visiting, Harrowmere East";
        SchoolNursing = "school-nursing", "School nursing, Harrowmere";
        Asthma = "asthma-clinic", "Children's asthma clinic";
        Audiology = "audiology", "Children's hearing clinic";
        Speech = "speech-and-language", "Speech and language therapy";
        Dental = "community-dental", "Community dental service";
        Camhs = "camhs", "Child and adolescent mental health service";
        SocialCare = "childrens-social-care", "Children's social care, East team";
        ParentsMentalHealth = "parents-mental-health", "Perinatal and parents' mental health service";
        SubstanceMisuse = "substance-misuse", "New Leaf drug and alcohol service";
    }

    /// A practitioner.
    Who {
        Hv = "p-adeyemi", "Grace Adeyemi";
        HvTwo = "p-lindqvist", "Hannah Lindqvist";
        HvThree = "p-okafor", "Chidi Okafor";
        SchoolNurse = "p-brannigan", "Orla Brannigan";
        ClinicNurse = "p-delacruz", "Marisol dela Cruz";
        Audiologist = "p-whitlock", "James Whitlock";
        SpeechTherapist = "p-sandhu", "Jaspreet Sandhu";
        Dentist = "p-moradi", "Leila Moradi";
        CamhsNurse = "p-trevose", "Kit Trevose";
        MentalHealthNurse = "p-balogun", "Folake Balogun";
        RecoveryWorker = "p-hartigan", "Declan Hartigan";
        SocialWorker = "p-pemberton", "Ruth Pemberton";
        DutyWorker = "p-yusuf", "Hodan Yusuf";
        SocialWorkManager = "p-castellane", "Marc Castellane";
        LineManager = "p-fairweather", "Judith Fairweather";
        Supervisor = "p-nakamura", "Emi Nakamura";
        SafeguardingLead = "p-osei", "Abena Osei";
        NamedNurse = "p-lockhart", "Fiona Lockhart";
        Administrator = "p-tindall", "Peter Tindall";
    }
}

impl Body {
    pub(super) fn id(self) -> OrganisationId {
        OrganisationId::new(self.code()).expect("an organisation's id is printable")
    }
}

impl Team {
    pub(super) fn id(self) -> ServiceId {
        ServiceId::new(self.code()).expect("a service's id is printable")
    }

    fn body(self) -> Body {
        match self {
            Self::HealthVisiting | Self::SchoolNursing | Self::Speech | Self::Dental | Self::SubstanceMisuse => Body::Community,
            Self::Asthma | Self::Audiology => Body::Hospital,
            Self::Camhs | Self::ParentsMentalHealth => Body::MentalHealth,
            Self::SocialCare => Body::Council,
        }
    }

    /// Who sees families there, unless a family has somebody of its own.
    pub(super) fn usual_practitioner(self) -> Who {
        match self {
            Self::HealthVisiting => Who::Hv,
            Self::SchoolNursing => Who::SchoolNurse,
            Self::Asthma => Who::ClinicNurse,
            Self::Audiology => Who::Audiologist,
            Self::Speech => Who::SpeechTherapist,
            Self::Dental => Who::Dentist,
            Self::Camhs => Who::CamhsNurse,
            Self::SocialCare => Who::SocialWorker,
            Self::ParentsMentalHealth => Who::MentalHealthNurse,
            Self::SubstanceMisuse => Who::RecoveryWorker,
        }
    }

    fn service(self) -> Service {
        let for_parents = matches!(self, Self::ParentsMentalHealth | Self::SubstanceMisuse);
        Service {
            id: self.id(),
            name: self.name().to_owned(),
            audience: if for_parents { Audience::ParentsOrCarers } else { Audience::Children },
            health: self != Self::SocialCare,
            organisation: Some(self.body().id()),
        }
    }
}

impl Who {
    pub(super) fn id(self) -> PractitionerId {
        PractitionerId::new(self.code()).expect("a practitioner's id is printable")
    }

    /// The name they sign in with.
    pub(super) fn sign_in_name(self) -> &'static str {
        match self {
            Self::Hv => "hv",
            Self::HvTwo => "hv2",
            Self::HvThree => "hv3",
            Self::SchoolNurse => "schoolnurse",
            Self::ClinicNurse => "clinicnurse",
            Self::Audiologist => "audiologist",
            Self::SpeechTherapist => "speech",
            Self::Dentist => "dentist",
            Self::CamhsNurse => "camhs",
            Self::MentalHealthNurse => "mentalhealth",
            Self::RecoveryWorker => "recovery",
            Self::SocialWorker => "socialworker",
            Self::DutyWorker => "dutyworker",
            Self::SocialWorkManager => "socialworkmanager",
            Self::LineManager => "manager",
            Self::Supervisor => "supervisor",
            Self::SafeguardingLead => "lead",
            Self::NamedNurse => "namednurse",
            Self::Administrator => "admin",
        }
    }

    /// The role they sign in.
    pub(super) fn role(self) -> Role {
        match self {
            Self::SocialWorker => Role::SocialWorker,
            Self::DutyWorker => Role::DutyWorker,
            Self::SocialWorkManager => Role::SocialWorkManager,
            Self::LineManager => Role::LineManager,
            Self::Supervisor => Role::Supervisor,
            Self::SafeguardingLead => Role::SafeguardingLead,
            Self::NamedNurse => Role::NamedNurse,
            Self::Administrator => Role::Administrator,
            _ => Role::Practitioner,
        }
    }

    fn practitioner(self) -> Practitioner {
        let mut roles = vec![self.role()];
        if self == Self::SocialWorker {
            roles.extend([Role::Practitioner, Role::KeyWorker]);
        }
        Practitioner { id: self.id(), name: self.name().to_owned(), roles, services: self.teams().into_iter().map(Team::id).collect() }
    }

    fn teams(self) -> Vec<Team> {
        use Team as T;
        match self {
            Self::Hv | Self::HvTwo | Self::HvThree => vec![T::HealthVisiting],
            Self::SocialWorker | Self::DutyWorker | Self::SocialWorkManager => vec![T::SocialCare],
            Self::LineManager | Self::Supervisor => vec![T::HealthVisiting, T::SchoolNursing, T::Speech],
            Self::SafeguardingLead | Self::NamedNurse | Self::Administrator => {
                T::ALL.iter().copied().filter(|team| *team != T::SocialCare).collect()
            }
            _ => T::ALL.iter().copied().filter(|team| team.usual_practitioner() == self).collect(),
        }
    }
}

pub(super) fn organisations() -> Vec<Organisation> {
    Body::ALL.iter().map(|body| Organisation { id: body.id(), name: body.name().to_owned() }).collect()
}

pub(super) fn services() -> Vec<Service> {
    Team::ALL.iter().map(|team| team.service()).collect()
}

pub(super) fn practitioners() -> Vec<Practitioner> {
    Who::ALL.iter().map(|who| who.practitioner()).collect()
}

/// The practitioners who can sign in, with the names they sign in with.
pub(super) fn accounts() -> Vec<(PractitionerId, String)> {
    Who::ALL.iter().map(|who| (who.id(), who.sign_in_name().to_owned())).collect()
}
