"""What people of the past service wrote: small pools, put together by past.py. The sizes of two pools that make one
worksheet together share no divisor, so that no two people of the sixty fill in the same one."""

WHEN = (
    "Monday, first thing.",
    "Tuesday, about six.",
    "Wednesday dinner time.",
    "Thursday, nearly dark.",
    "Friday, before the shops shut.",
    "Saturday, late on.",
    "Sunday, after the washing up.",
    "Last Monday, in the rain.",
    "The day the boiler went.",
)
MOMENTS = (
    (
        "The bus driver shut the doors as I got there.",
        ("It is always me.", "I cannot even catch a bus."),
        ("Walked home and missed the class.", "Let the next one go too."),
    ),
    (
        "My brother put his news on the family chat.",
        ("They have stopped asking for mine.", "I have nothing to put."),
        ("Muted it for the week.", "Typed three answers and took them out again."),
    ),
    (
        "The landlord knocked about the noise.",
        ("Now they all think I am trouble.", "I cannot do one thing right in this flat."),
        ("Did not put music on for a week.", "Went round in socks and put my cousin off."),
    ),
    (
        "A form came back because I missed a page.",
        ("I used to be able to do this.", "Anybody else would have seen it."),
        ("Left it on the stairs.", "Put it under the bread bin."),
    ),
    (
        "The new lad at work finished before me.",
        ("They will see how slow I have got.", "I hold the whole line up."),
        ("Ate my lunch in the van.", "Stayed late and told nobody."),
    ),
    (
        "I burnt the rice with everyone waiting.",
        ("I spoil things.", "They are only being polite."),
        ("Ordered chips and went to lie down.", "Scrubbed the pan so I need not sit with them."),
    ),
    (
        "Somebody from school did not know me in the queue.",
        ("I must look dreadful.", "I made no mark on that lot."),
        ("Put the basket down and went out.", "Kept my hood up the rest of the way."),
    ),
    (
        "The choir put its photographs up. I had said I would come.",
        ("They sang just as well.", "It is too late to go back now."),
        ("Closed the page.", "Said I had a cold when they rang."),
    ),
    (
        "My lift cancelled and I had my coat on.",
        ("They were sorry they had offered.", "I should know not to plan things."),
        ("Hung the coat up and sat in the hall.", "Had the telly on with the sound down."),
    ),
    (
        "The clinic said my knee needs another three months.",
        ("I will never be back on the pitch.", "That is the season finished."),
        ("Put my boots in the loft.", "Stopped doing the stretches."),
    ),
    (
        "My niece asked why I was quiet again.",
        ("She can see right through me.", "I bring the room down."),
        ("Said I was tired and went up.", "Made a joke and kept to the kitchen."),
    ),
    (
        "The letter about the job said no.",
        ("That was my one chance.", "They could tell I was out of practice."),
        ("Did not open the laptop for four days.", "Told everyone they had not written yet."),
    ),
    (
        "My bag split in front of the whole street.",
        ("Everybody is looking.", "I cannot manage a bag of shopping."),
        ("Left a tin in the gutter.", "Go after dark now."),
    ),
    (
        "The allotment next to mine was all in flower.",
        ("Mine says what I am like.", "Other people just get on with it."),
        ("Locked the gate and did not dig.", "Took the long way round for a fortnight."),
    ),
    (
        "My manager said we would have a word later.",
        ("I have done something.", "This is how it starts."),
        ("Went over a week of e-mails in my head.", "Swapped my break so as not to pass the office."),
    ),
    (
        "The house was quiet and I had an hour to myself.",
        ("I should be doing something with it.", "Other people would have the place tidy by now."),
        ("Stood at the sink until it was over.", "Scrolled and saw none of it."),
    ),
    (
        "The rota came out with my name by itself.",
        ("Nobody asked to be on with me.", "They have noticed."),
        ("Rang round to swap.", "Did the shift and hardly spoke."),
    ),
    (
        "My friend moved to the coast.",
        ("It will just be me now.", "I should have said more before the van came."),
        ("Did not answer the first message.", "Kept the card in the drawer, not written."),
    ),
    (
        "Half the evening class had done the homework. I was in the other half.",
        ("I have left it too late to learn.", "The tutor thinks I cannot be bothered."),
        ("Sat by the door.", "Stayed at home the week after."),
    ),
    (
        "The gas man sighed at the state of the cupboard.",
        ("He will tell people.", "Everybody else keeps on top of it."),
        ("Put a sheet over it.", "Asked nobody round after that."),
    ),
)
FEELINGS = ("Flat", "Ashamed", "Cross with myself", "Lonely", "Worried", "Sad", "Low", "Small", "On edge", "Guilty")
BODIES = (
    "Heavy legs.",
    "A tight chest.",
    "My stomach was sore.",
    "Could not keep still.",
    "A headache by four.",
    "Cold, in a warm room.",
    "Nothing much.",
    "Jaw like a vice.",
    "Awake at three again.",
)
LATER = (
    "I asked at work since. Two others had the same week.",
    "Reading it again, I was more tired than anything.",
    "It was less strong when I told somebody about it.",
    "I have put what I did in the right order now.",
)
LINKS = ("thoughts-feelings", "thoughts-did", "feelings-body", "body-did", "did-thoughts")
AFTER = (
    "It was quiet for a bit. Then I had it to think about all evening.",
    "The next day was harder to begin.",
    "Nobody asked, so I took it that nobody minded.",
    "It was still there in the morning, and now I was tired too.",
    "I was relieved for an hour, and flat after that.",
    "I had to explain it, which was worse than going.",
    "I slept in the chair and then not in the bed.",
    "It helped until the post came.",
    "I ate whatever was there and felt sluggish.",
    "There was one more thing on the pile.",
    "I was short with the people I like.",
)
NOTICED = (
    "I go home first and find a reason after.",
    "It is the same three thoughts in different coats.",
    "When I stop answering people they stop asking.",
    "It begins in my body. The thoughts come after.",
    "Evenings with nothing in them are where it gets in.",
    "It is a loop. I did not make it up and it is not who I am.",
    "I would never say to a friend what I say to me.",
    "The thing I do to feel better works for about an hour.",
    "I guess what people think and then behave as if they had said it.",
    "Not eating makes all the rest louder.",
    "It is worse when I have not seen daylight.",
    "I had put the feeling down as laziness.",
    "Two of the arrows go both ways.",
)
TRIES = (
    "Text one person back the same day.",
    "Open letters when they come, with the radio on.",
    "Walk to the corner and back before I decide about the evening.",
    "Say “I will see” instead of “no”.",
    "Eat something before four.",
    "Keep Sundays for one thing that is mine.",
    "Write the thought on the back of an envelope and look at it after tea.",
    "Go to bed when I am tired, not when the film ends.",
    "Tell my sister it is a low day, and leave it at that.",
    "Look out for the moment before I cancel.",
    "Curtains open by nine.",
    "Leave my phone in the other room for one hour.",
    "Ask what somebody meant, once, and see.",
    "Notice my jaw.",
)
ROUTINE = (
    "Changed the bed",
    "Porridge, sitting down",
    "A bath before eight",
    "Swept the yard",
    "Ironed three shirts",
    "Made soup",
    "Washed my hair",
    "Put the bins out",
    "Breakfast with the window open",
)
NECESSARY = (
    "Rang the council",
    "Sorted one drawer",
    "Took the prescription in",
    "Read the meter",
    "Answered the school",
    "Paid the water",
    "Booked the eye test",
    "Filled in page one of the form",
    "Got the bike mended",
    "Rang the bank",
)
PLEASURE = (
    "Half an hour at the library",
    "Rang my aunt",
    "Sat on the wall with a tea",
    "Next door’s cat, for a bit",
    "A turn round the market",
    "Bus to the sea front",
    "The snooker with my uncle",
    "Repotted the ferns",
    "Played two songs through",
    "Fed the ducks",
    "Bowls, watching",
)
COMPANY = ("On my own", "My neighbour", "My cousin", "The dog", "Whoever is in")
SMALLER = (
    "Just begin it.",
    "Get it ready, and no more.",
    "Five minutes, and then stop.",
    "Half of it, on Saturday.",
    "Do the first bit and see.",
)
PATTERNS = (
    "Better when there is a person in it, even on the phone.",
    "Mornings are low whatever I do. Afternoons can go either way.",
    "Pleased comes before enjoyed. I had not seen that.",
    "The days I call nothing days had two things in them.",
    "Out of the house is nearly always a point or two up.",
    "After a bad night I write smaller numbers for the same things.",
    "It dips about four and I blame the day for it.",
    "Jobs for other people get done. Mine wait.",
    "The weekend is flatter than the week.",
    "I enjoy things more once I have started than I think I will.",
    "Nothing is a nought, when I look.",
)
WORTH = (
    "The same again next week. Worth it if I want to go a third time.",
    "One thing before noon. I will see by how the afternoon goes.",
    "Put it on the calendar in pen.",
    "Keep the diary on bad weeks only.",
    "A list of three by the kettle, one of each kind.",
    "Say yes to the next lift. I will know by whether I talk on the way.",
    "Half as much, twice as often.",
    "Something on Thursdays, as that is the empty one.",
    "Go even if late. Late counts.",
    "Ask my neighbour along. It is harder to cancel on two of us.",
    "Rest first when I have been up in the night, and then one small thing.",
    "Look at these pages when it gets flat again.",
)
TOLD = {
    "one-hard-moment": (
        "Thank you. You kept to one moment and one place, which is the hard part. Let us look at what came first.",
        "I read this before our session. What you did next makes sense to me, given the thought you had.",
        "You kept the thought and the feeling apart. That helps us both.",
        "Thank you for writing this one down. I would like to hear what happened in the ten minutes before.",
    ),
    "what-you-make-of-it": (
        "I will leave your words as they stand. Shall we begin with the thing you want to try?",
        "That is your own conclusion, and it is a good one to start from. How did the trying go?",
        "You saw something I had not. Bring it along and we will look at it again in a fortnight.",
    ),
    "your-week-as-it-is": (
        "Three entries are plenty. Where the numbers go up a little, what was different?",
        "Thank you for putting in the flat day too. What would you say the pattern is, in one line?",
        "Which says more about your week, the mood numbers or the pleased ones?",
    ),
}
