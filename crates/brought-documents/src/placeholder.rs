//! What is filled into a document: a closed list, so that every form knows what to ask for and no document waits for something nobody gives.

use brought_domain::vocabulary;

vocabulary! {
    /// Something that is filled into a document. Its words say what to write there.
    pub enum Placeholder ("placeholder") {
        /// Whom the letter greets.
        RecipientName = "recipient_name", "the name of the person written to";
        /// The child.
        ChildName = "child_name", "the child's name";
        /// A young person who is written to.
        YoungPersonName = "young_person_name", "the young person's name";
        /// What the contact is called by the family.
        ContactName = "contact_name", "what the appointment or visit is called";
        /// What it was for.
        WhatItWasFor = "what_it_was_for", "what the appointment was for";
        /// The day of the contact.
        ContactDate = "contact_date", "the date of the appointment";
        /// The time of the contact.
        ContactTime = "contact_time", "the time of the appointment";
        /// The day of a visit.
        VisitDate = "visit_date", "the date of the visit";
        /// The time of a visit.
        VisitTime = "visit_time", "the time of the visit";
        /// Where it is or was.
        Place = "place", "the place";
        /// The days on which the child was not seen.
        DatesMissed = "dates_missed", "the dates on which the child was not seen";
        /// The day of a conversation.
        TalkDate = "talk_date", "the date on which you spoke";
        /// Another date that is offered.
        NextDate = "next_date", "the date offered next";
        /// Its time.
        NextTime = "next_time", "the time offered next";
        /// Its place.
        NextPlace = "next_place", "the place offered next";
        /// What the next contact is called.
        NextContactName = "next_contact_name", "what the next contact is called";
        /// Why it matters for this child.
        WhyItMatters = "why_it_matters", "why it matters for this child";
        /// What will happen when they come.
        WhatWillHappen = "what_will_happen", "what will happen when they come";
        /// What stops.
        WhatStops = "what_stops", "what stops";
        /// What that means for the child.
        WhatItMeans = "what_it_means", "what that means for the child";
        /// What the service does now.
        WhatWeDoNow = "what_we_do_now", "what you will do now";
        /// Who has been told.
        WhoWasTold = "who_was_told", "who has been told";
        /// The dates to come of the family's children, worked out from the record. Nobody types them.
        Appointments = "appointments", "the dates to come";
        /// The number to call.
        Telephone = "telephone", "the telephone number to call";
        /// When somebody answers it.
        OpeningHours = "opening_hours", "when somebody answers the telephone";
        /// Where to read more.
        WebPage = "web_page", "the address of the web page";
        /// Who writes.
        PractitionerName = "practitioner_name", "the name of the person who writes";
        /// The service.
        ServiceName = "service_name", "the name of the service";
    }
}

impl Placeholder {
    /// Whether it is told in sentences, not in a word or two.
    pub fn is_long(self) -> bool {
        matches!(
            self,
            Self::WhyItMatters | Self::WhatWillHappen | Self::WhatStops | Self::WhatItMeans | Self::WhatWeDoNow | Self::WhoWasTold
        )
    }

    /// Whether it is worked out from the record, and not asked for.
    pub fn is_worked_out(self) -> bool {
        self == Self::Appointments
    }

    /// Whether it tells who the child is or what it is about. A card can be read by whoever picks it up, so it holds none of these (SWI-14).
    pub fn tells_who_or_why(self) -> bool {
        self.is_long()
            || matches!(self, Self::ChildName | Self::YoungPersonName | Self::WhatItWasFor | Self::DatesMissed | Self::Appointments)
    }
}
