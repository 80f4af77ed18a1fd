"""Prose with names as papers cite them, from many languages; written before any voice or recognizer had it.

Nothing was tuned on it, and nothing may be: what the voice is taught comes from elsewhere.
"""

CITED = """
The method of Okafor and Lindqvist was extended by Tanaka, who added a second camera.
As Petrov and Castellano have shown, the river cools faster under a layer of thin ice.
The samples from Bergen were dated by Haugen, those from Tromso by Nilsen and Eriksson.
We follow Yamamoto and Suzuki in treating each village as a unit of its own.
Earlier work by Gupta, Sharma and Banerjee had found the same pattern in Kerala.
The critique by Delacroix and Moreau was answered a year later by Vandenberg.
According to Oyelaran and Adeyemi, the harvest around Ibadan depends on the first rain.
The theory goes back to Kowalski and was put into its present form by Novak and Horvath.
A survey by Hernandez and Gutierrez covered every school between Oaxaca and Puebla.
The experiments of Schneider, Hoffmann and Krause were repeated by Whitfield in Leeds.
Papadopoulos and Stavrou compared the coins found at Corinth with those from Ephesus.
In the view of Abernathy, the letters to Montgomery were never meant to be read by others.
The model of Iwasaki and Nakamura explains why the storms near Osaka last so long.
Chowdhury and Rahman measured the salt in wells around Dhaka and Chittagong.
What Ferraro and Bianchi saw in Turin was confirmed by Rossi in a laboratory in Bologna.
The data were collected by Mbeki and Dlamini on farms outside Durban.
Svensson, Bergstrom and Karlsson interviewed the fishermen of Gotland.
A different answer was given by Rosenberg and Goldstein, who studied migrants in Brooklyn.
The algorithm of Kapoor and Venkatesan was tested on maps of Bangalore.
Ivanov and Sokolov described the moss that grows on the roofs of Irkutsk.
The disagreement between Fitzgerald and Callahan began at a meeting in Galway.
Santos, Pereira and Oliveira followed the turtles from Natal to the mouth of the Amazon.
According to Jankowski, the archive in Krakow holds letters that Wisniewski never published.
The samples were taken by Al Farouk and Mansour in the hills above Amman.
Kim, Park and Hwang recorded the songs of the divers on the coast near Busan.
The reviews by Whittaker and Pemberton agree on all points but the last.
Lefebvre and Girard found the same gene in the wheat grown around Toulouse.
Nakagawa asked whether the result of Obermeyer would hold in a colder climate.
The dialect was first described by Sandoval, whose teacher Quintero came from Cusco.
A shorter proof is due to Radcliffe and was found again by Zimmerman.
Pollen from the lake was counted by Aaltonen and Virtanen in a hut near Tampere.
Desai and Kulkarni compared the prices in Pune with those in Nagpur.
The boats were drawn by Halvorsen and photographed by Maclean in the harbor of Stornoway.
Following Baumgartner, we weigh each answer by the age of the person who gave it.
The notebooks of Kensington and Thackeray were copied by a clerk named Bosworth.
Diallo, Traore and Keita walked from Bamako to the salt mines in forty days.
A team led by Esposito and Marchetti opened the tomb near Ravenna.
The question was raised by Dubois and taken up by Arsenault in Quebec.
Kozlov and Shevchenko grew the crystals, and Lysenko measured them in Kharkiv.
The first translation is by Ashworth, the second by Mukherjee, and the third by Ozawa.
Haddad and Khoury counted the cedars that are left in the north of Lebanon.
The bones were described by Van der Merwe and dated by Swanepoel in Pretoria.
Villanueva and Reyes asked nurses in Manila how they had slept.
In a letter to Brannigan, the physicist Hargreaves admits that the needle had stuck.
Wickramasinghe and Fernando studied the monsoon from a station in Colombo.
The glass was made by craftsmen whom Zanetti had brought from Murano to Vienna.
Kruger and Lehmann agree with Olufsen that the dunes moved before the forest was cut.
Neither Stephenson nor Blackwood believed the report that Templeton had sent from Perth.
Tran and Pham mapped the canals of Hanoi, and Phan those of Saigon.
The bridge at Mostar was drawn by Vukovic and rebuilt by Petrovic and Demir.
In Accra, the printer Mensah worked with Boateng and later with the engineer Asante.
The rule was stated by Carmichael, although Ellsworth had used it before him.
""".strip().splitlines()
